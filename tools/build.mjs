// The Prisma client, the bundle of what runs in processes of its own, and the site's build, each made again only when its sources
// changed. None needs a database.
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './children.mjs'
import { fingerprint } from './fingerprint.mjs'

const root = path.resolve(import.meta.dirname, '..')
const PRISMA = path.join(root, 'node_modules/prisma/build/index.js')
const NEXT = path.join(root, 'node_modules/next/dist/bin/next')

const isTest = (file) => /\.test\.tsx?$/.test(file)
/** Nor what tests and the demo world are made with, nor what is made from the schema, makes the site another. */
const isNoPartOfTheSite = (file) =>
  isTest(file) || ['src/test', 'src/generated'].some((folder) => file.startsWith(path.join(root, folder)))
const BUILD_INPUTS = [
  'src',
  'public',
  'prisma/schema',
  'next.config.mjs',
  'postcss.config.mjs',
  'package-lock.json',
  'tsconfig.json',
]

/** Runs `make` when the inputs changed since it last succeeded, which `marker` remembers; says whether it ran. */
async function whenChanged(marker, inputs, make, leaveOut) {
  const digest = fingerprint(
    inputs.map((entry) => path.join(root, entry)),
    leaveOut,
  )
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest) return false
  rmSync(marker, { force: true }) // a run that breaks off leaves something that fits no sources
  await make()
  mkdirSync(path.dirname(marker), { recursive: true })
  writeFileSync(marker, digest)
  return true
}

/** Makes the Prisma client from prisma/schema. */
export const generateClient = (env, signal) =>
  whenChanged(path.join(root, 'src/generated/.schema'), ['prisma/schema', 'package-lock.json'], () =>
    run(process.execPath, [PRISMA, 'generate'], { env, cwd: root, signal }),
  )

const PROCESSES = path.join(root, 'build/processes')
const PROCESS_SOURCES = [
  'src/server/{check,main,sign,worker}.ts',
  'src/cli/*.ts',
  'src/domains/rounds/queries/aside-thread.ts',
]
const SEED = 'prisma/seed.ts'

/** Where the bundle has a file that is run by itself, by its name without an ending: `worker`, `serve`, `seed`. */
export const processFile = (name) => path.join(PROCESSES, `${name}.js`)

/** How Node is given one: an error in it is shown where its source has it. */
export const processArgs = (name, ...args) => ['--enable-source-maps', processFile(name), ...args]

/**
 * Bundles what runs in processes of its own: loading it file by file takes three times the processor's time and half as much memory
 * again. Packages stay where they are. Several may do this at once, so a file that somebody loads is never half written.
 */
export async function bundle(env, signal) {
  await generateClient(env, signal)
  const inputs = ['src', 'prisma', 'package-lock.json', 'tsconfig.json', 'tools/build.mjs']
  try {
    return await whenChanged(path.join(PROCESSES, '.sources'), inputs, writeBundle, isTest)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    throw new Error(
      `build/processes is not made from these sources, and cannot be written (${error.code}). Run: npm run build`,
    )
  }
}

async function writeBundle() {
  const { build: esbuild } = await import('esbuild')
  const { outputFiles } = await esbuild({
    ...{ absWorkingDir: root, tsconfig: 'tsconfig.json', outdir: PROCESSES, write: false, logLevel: 'warning' },
    entryPoints: [...globSync(PROCESS_SOURCES, { cwd: root }).filter((file) => !isTest(file)), SEED],
    ...{ bundle: true, splitting: true, packages: 'external', platform: 'node', format: 'esm', target: 'node24' },
    ...{ entryNames: '[name]', chunkNames: 'part-[hash]', sourcemap: 'linked', sourcesContent: false },
  })
  mkdirSync(PROCESSES, { recursive: true })
  // What the others name comes before them.
  const isPart = ({ path: file }) => path.basename(file).startsWith('part-')
  for (const { path: file, contents } of outputFiles.sort((one, other) => isPart(other) - isPart(one))) {
    const aside = `${file}.${process.pid}`
    writeFileSync(aside, contents)
    renameSync(aside, file)
  }
}

/** No database, no node: empty, not missing, so that a .env beside the sources cannot bring them back. */
const NOTHING = { DATABASE_URL: '', RPC_URL: '', WS_URL: '' }
const BUILT = path.join(root, '.next/flotilla-build')

/** Builds the site for production. It is given no database and no node: a build that asked for one would fail. */
export function build(env, signal) {
  const alone = { ...env, ...NOTHING, NODE_ENV: 'production' }
  const make = () => run(process.execPath, [NEXT, 'build'], { env: alone, cwd: root, signal })
  return whenChanged(BUILT, BUILD_INPUTS, make, isNoPartOfTheSite)
}

/** `npm run build`, also as a step of `npm test`: builds whatever was built before. Everything that serves then uses that build. */
if (import.meta.filename === process.argv[1]) {
  rmSync(BUILT, { force: true })
  rmSync(PROCESSES, { recursive: true, force: true })
  try {
    await bundle(process.env)
    await build(process.env)
  } catch (error) {
    console.error(error.words ?? error)
    process.exit(1)
  }
}
