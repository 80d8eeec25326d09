// `npm test`: everything, on a clean checkout. Each part says how it went; the last line counts.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { scratchFolder } from './scratch.mjs'
import { handOver } from './start.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const JOURNEYS = path.join(root, 'tools/journeys.mjs')
const bin = (file) => path.join(root, 'node_modules', file)

/** Runs one part with its output shown; resolves to its exit code. */
function run(args, env = {}, stdio = 'inherit') {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdio, stdio],
    })
    const words = []
    for (const output of [child.stdout, child.stderr]) output?.on('data', (part) => words.push(part))
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(words))
      resolve(code ?? 1)
    })
  })
}

/** A check beside others: what it says is shown once it is over. */
const check = (args) => async () => asOne(await run(args, {}, 'pipe'))

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null)

/** A part that is one check: it passed or it failed. */
const asOne = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, names: [] })

/** Vitest's own counts; a run that ended badly without a failed test (a broken setup, say) counts as one failure. */
function ofVitest(code, file) {
  const report = readJson(file)
  if (!report) return asOne(code || 1)
  const failed = report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0)
  const names = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
    return (status === 'failed' && tests.length === 0 ? ['the file itself'] : tests).map(
      (test) => `${path.relative(root, name)}: ${test}`,
    )
  })
  return { passed: report.numPassedTests, failed: failed || (code === 0 ? 0 : 1), names }
}

/** What failed in this suite of Playwright's report and in those within it. */
const failedIn = ({ suites = [], specs = [], file }) => [
  ...specs.filter(({ ok }) => !ok).map(({ title }) => `e2e/${file}: ${title}`),
  ...suites.flatMap(failedIn),
]

/** The counts of one world's journeys. */
function ofPlaywright(file) {
  const report = readJson(file)
  if (!report) return asOne(1)
  const { stats } = report
  // A journey that was skipped or only passed at a second try proves nothing.
  const failed = stats.unexpected + stats.flaky + stats.skipped
  return { passed: stats.expected, failed, names: failedIn(report) }
}

/** Runs the journeys; a world that left no report behind counts as one failure. */
async function journeys(scratch) {
  const { reportsOf } = await import('./journeys.mjs') // not before the packages are there
  const code = await run([JOURNEYS], { JOURNEYS_REPORTS: scratch, JOURNEYS_DEMO: path.join(scratch, 'demo') })
  const worlds = reportsOf(scratch).map(ofPlaywright)
  const [passed, failed] = ['passed', 'failed'].map((what) => worlds.reduce((sum, world) => sum + world[what], 0))
  return { passed, failed: failed || (code === 0 ? 0 : 1), names: worlds.flatMap(({ names }) => names) }
}

/** What is tested: one group after the other, the parts of a group at once. */
function groups(scratch) {
  const vitestReport = path.join(scratch, 'vitest.json')
  const vitest = [
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
  ]
  return [
    [['Prisma client', async () => asOne(await run([path.join(root, 'tools/generate.mjs')]))]],
    [
      ['format and lint', check([bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'])],
      ['the site is built, with no database and no node', check([path.join(root, 'tools/build.mjs')])],
    ],
    // The types after the build, as it writes some of them. What the journeys begin with is mostly waited for.
    [
      ['types', check([bin('typescript/bin/tsc'), '--noEmit'])],
      ['the demo world is made', check([JOURNEYS, '--demo', path.join(scratch, 'demo')])],
      ['house, unit, property and integration tests', async () => ofVitest(await run(vitest), vitestReport)],
    ],
    [['browser journeys', () => journeys(scratch)]],
  ]
}

async function main() {
  const scratch = scratchFolder()
  // Hundreds of processes load the same packages: what the first of them compiled the others find here.
  process.env.NODE_COMPILE_CACHE = path.join(scratch, 'compiled')
  const total = { passed: 0, failed: 0, names: [] }
  const live = async ([name, part]) => {
    const began = Date.now()
    console.log(`\n== ${name}`)
    const { passed, failed, names } = await part()
    total.passed += passed
    total.failed += failed
    if (failed > 0) total.names.push(`${name}${names.map((one) => `\n  ${one}`).join('')}`)
    console.log(`== ${name}: ${failed === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s`)
  }
  for (const group of groups(scratch)) await Promise.all(group.map(live))
  rmSync(scratch, { recursive: true })
  if (total.failed > 0) console.log(`\nFailed: ${total.names.join('\nFailed: ')}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.version.startsWith('v24.') && process.env.FLOTILLA_HANDED_OVER) await main()
  else {
    process.env.FLOTILLA_HANDED_OVER = '1'
    handOver('tools/test.mjs')
  }
}
