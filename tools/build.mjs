// The Prisma client and the site's build, made again only when their sources changed. Neither needs a database.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './children.mjs'
import { fingerprint } from './fingerprint.mjs'

const root = path.resolve(import.meta.dirname, '..')
const PRISMA = path.join(root, 'node_modules/prisma/build/index.js')
const NEXT = path.join(root, 'node_modules/next/dist/bin/next')

const isTest = (file) => /\.test\.tsx?$/.test(file) || file.includes(`${path.sep}generated${path.sep}`)
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

/** No database, no node: empty, not missing, so that a .env beside the sources cannot bring them back. */
const NOTHING = { DATABASE_URL: '', RPC_URL: '', WS_URL: '' }
const BUILT = path.join(root, '.next/flotilla-build')

/** Builds the site for production. It is given no database and no node: a build that asked for one would fail. */
export function build(env, signal) {
  const alone = { ...env, ...NOTHING, NODE_ENV: 'production' }
  const make = () => run(process.execPath, [NEXT, 'build'], { env: alone, cwd: root, signal })
  return whenChanged(BUILT, BUILD_INPUTS, make, isTest)
}

/** `npm run build`, also as a step of `npm test`: builds whatever was built before. Everything that serves then uses that build. */
if (import.meta.filename === process.argv[1]) {
  rmSync(BUILT, { force: true })
  try {
    await generateClient(process.env)
    await build(process.env)
  } catch (error) {
    console.error(error.words ?? error)
    process.exit(1)
  }
}
