import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

// What the documents name is there: a reader who types a command or looks for a file finds it.

const read = (file: string) => readFileSync(file, 'utf8')
const documents = [...globSync('*.md'), ...globSync('docs/**/*.md'), ...globSync('programs/**/*.md')]
const sources = globSync('{src,tools,bench,bin,e2e,prisma}/**/*.{ts,tsx,mjs}', { exclude: ['src/generated/**'] })
const code = sources.map(read).join('\n')

/** What `find` finds in each document and `exists` does not know. */
function missing(find: (text: string) => string[], exists: (name: string, file: string) => boolean): string[] {
  const found = documents.map((file) => [file, find(read(file))] as const)
  expect(found.flatMap(([, names]) => names).length).toBeGreaterThan(5)
  return found.flatMap(([file, names]) => names.filter((name) => !exists(name, file)).map((name) => `${file}: ${name}`))
}
const all = (pattern: RegExp) => (text: string) => [...text.matchAll(pattern)].map(([, name]) => name!)
/** What stands between backticks and is wholly this. */
const quoted = (pattern: RegExp) => (text: string) => all(/`([^`\n]+)`/g)(text).filter((words) => pattern.test(words))

test('links lead to files that are there', () => {
  const isThere = (link: string, file: string) =>
    /^https?:/.test(link) || existsSync(path.resolve(path.dirname(file), link))
  expect(missing(all(/\]\(([^)#]+)(?:#[^)]*)?\)/g), isThere)).toEqual([])
})

test('files that are named are there', () => {
  expect(missing(quoted(/^(src|tools|bench|bin|e2e|prisma|programs|public|docs)\/[\w./[\]-]+$/), existsSync)).toEqual(
    [],
  )
})

test('npm scripts and verbs of the command line exist', () => {
  const { scripts } = JSON.parse(read('package.json'))
  expect(missing(all(/npm run ([a-z:]+)/g), (name) => name in scripts)).toEqual([])
  const verbs = read('bin/flotilla.mjs')
  const isVerb = (name: string) => new RegExp(`^ {2,6}${name}: [{']`, 'm').test(verbs)
  expect(missing(all(/`(?:npx )?flotilla ([a-z]+)/g), isVerb)).toEqual([])
})

test('pages that are named exist', () => {
  const routes = globSync('src/app/**/{page.tsx,route.ts}').map((file) =>
    file.replace(/^src\/app|\/[a-z]+\.tsx?$/g, ''),
  )
  const page =
    /^\/(staff|apply|rounds|bounties|projects|account|portfolio|verify|operators|local|api|sign-in)[\w/[\]-]*$/
  expect(missing(quoted(page), (name) => routes.includes(name))).toEqual([])
})

test('variables that are named are explained in .env.example, or belong to the programs that the documents speak of', () => {
  const example = read('.env.example')
  const isKnown = (name: string) => new RegExp(`^${name}=`, 'm').test(example) || code.includes(name)
  const ofOthers = ['NODE_EXTRA_CA_CERTS']
  expect(
    missing(all(/\b([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)\b/g), (name) => isKnown(name) || ofOthers.includes(name)),
  ).toEqual([])
})
