// docs/authorisation.md: who may call which procedure and open which page, written from the router and the pages themselves.
// `node tools/authorisation.mjs` writes it; src/server/authorisation.test.ts compares it and calls every procedure as everybody.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const FILE = path.join(root, 'docs/authorisation.md')

/** Who asks. `owner` has the thing that is asked for, `stranger` has things of the same kind; `bareStaff` has all staff roles and showed no passkey. */
export const ACTORS = ['nobody', 'member', 'owner', 'stranger', 'reviewer', 'checker', 'admin', 'bareStaff']

const WORDS = {
  nobody: 'nobody',
  member: 'member',
  owner: 'owner',
  stranger: "another's owner",
  reviewer: 'reviewer',
  checker: 'checker',
  admin: 'admin',
  bareStaff: 'staff without passkey',
}

/** Who gets through to the action, by policy. Everybody else is refused before the input is even read. */
const THROUGH = {
  anyone: ACTORS,
  member: ACTORS.filter((actor) => actor !== 'nobody'),
  owner: ACTORS.filter((actor) => actor !== 'nobody'),
  staff: ['reviewer', 'checker', 'admin'],
  reviewer: ['reviewer', 'checker'],
  checker: ['checker'],
  admin: ['admin'],
  local: ACTORS,
}

/** What a policy answers to somebody on the local network: `through`, or the refusal's code. */
export function answerOf(policy, actor) {
  if (THROUGH[policy].includes(actor)) return 'through'
  return actor === 'nobody' ? 'UNAUTHORIZED' : 'FORBIDDEN'
}

/** Every procedure of a router with its kind and its policy, which is undefined where somebody forgot it. */
export const proceduresOf = (router) =>
  Object.entries(router._def.procedures)
    .map(([name, { _def }]) => ({
      name,
      kind: _def.type,
      policy: _def.meta?.policy,
      stepUp: _def.meta?.stepUp,
      takesInput: _def.inputs.length > 0,
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))

/** Every page with the guards that it calls: publicPage, memberPage, staffPage (with its roles) or localPage. */
export function pages() {
  const files = globSync('src/app/**/page.tsx', { cwd: root }).sort()
  return files.map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    const calls = [...text.matchAll(/\b(public|member|staff|local)Page\(([^)]*)\)/g)]
    const address = path.dirname(file).slice('src/app'.length) || '/'
    const guards = calls.map(([, guard, given]) => (guard === 'staff' ? `staff: ${rolesIn(given)}` : guard))
    return { file, address, kinds: [...new Set(calls.map(([, guard]) => guard))], guards: [...new Set(guards)] }
  })
}

/** The roles among a guard's arguments, as the page writes them. */
function rolesIn(given) {
  if (given.includes('STAFF_ROLES')) return 'reviewer, checker, admin'
  return given
    .split(',')
    .slice(1)
    .map((role) => role.trim().replaceAll("'", ''))
    .join(', ')
}

const SIGN = { through: '✓', UNAUTHORIZED: '401', FORBIDDEN: '403' }

function cell(policy, actor) {
  const answer = answerOf(policy, actor)
  if (policy === 'owner' && answer === 'through') return actor === 'owner' ? '✓' : 'own'
  return SIGN[answer]
}

const row = (cells) => `| ${cells.join(' | ')} |`

/** The document. */
export function render(procedures) {
  const names = ACTORS.map((actor) => WORDS[actor])
  return `# Who may do what

Written by \`node tools/authorisation.mjs\` from the router and the pages; a test calls every procedure as everybody and compares. Change
the definitions, then write this anew.

✓ let through to the action · own: let through, and the action refuses what is not theirs (missing or forbidden) · 401 not signed in ·
403 not allowed. Staff policies also ask for a passkey shown in this session; what staff change asks for it once more, for that act, within
five minutes, but for what the last table names. \`local\` procedures and pages, one-click sign-in and
the stand-ins answer 404 on every network but \`local\`. Nobody decides on, or reads the review of, a project or verification of their own.

## Procedures

${row(['procedure', 'kind', 'policy', ...names])}
${row(['---', '---', '---', ...names.map(() => '---')])}
${procedures.map(({ name, kind, policy }) => row([`\`${name}\``, kind, policy, ...ACTORS.map((actor) => cell(policy, actor))])).join('\n')}

## Changes of staff that ask for no fresh key

${row(['procedure', 'why'])}
${row(['---', '---'])}
${procedures
  .filter(({ stepUp }) => stepUp?.notAsked)
  .map(({ name, stepUp }) => row([`\`${name}\``, stepUp.notAsked]))
  .join('\n')}

## Pages

\`public\`: the same for everybody, never reads the session. \`member\`: others are sent to sign in. \`staff\`: one of the roles and a
passkey; for others the page does not exist. \`local\`: 404 elsewhere.

${row(['address', 'who'])}
${row(['---', '---'])}
${pages()
  .map(({ address, guards }) => row([`\`${address}\``, guards.join(' · ')]))
  .join('\n')}
`
}

/** The document as it is committed. */
export const committed = () => readFileSync(FILE, 'utf8')

if (import.meta.filename === process.argv[1]) {
  const { register } = await import('tsx/esm/api')
  register()
  const { appRouter } = await import('../src/server/router.ts')
  writeFileSync(FILE, render(proceduresOf(appRouter)))
  process.exit(0)
}
