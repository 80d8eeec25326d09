import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { expect, test } from 'vitest'
import rules from '../.dependency-cruiser.mjs'

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory() ? walk(join(folder, name)) : join(folder, name),
  )
const source = walk('src').filter((file) => /[.]tsx?$/.test(file) && !file.startsWith('src/generated/'))
const textOf = (file: string) => readFileSync(file, 'utf8')

test('calls go downstairs', async () => {
  const options = { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true }
  const { output } = await cruise(['src'], options as never, undefined, { tsConfig: extractTSConfig('tsconfig.json') })
  const { summary, modules } = output as ICruiseResult
  const seen = new Set(modules.map((module) => module.source))
  expect(
    source.filter((file) => !file.endsWith('.d.ts') && !seen.has(file)),
    'the gate saw every file',
  ).toEqual([])
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([])
}, 120_000)

test("a room's tables are touched by that room alone", () => {
  const owners = new Map<string, string>()
  for (const file of readdirSync('prisma/schema').filter((name) => name !== 'schema.prisma')) {
    for (const [, model = ''] of textOf(join('prisma/schema', file)).matchAll(/^model (\w+)/gm)) {
      owners.set(model[0]!.toLowerCase() + model.slice(1), basename(file, '.prisma'))
    }
  }
  expect(owners.size).toBeGreaterThan(5)
  const trespasses = source
    .filter((file) => !/[.]test[.]tsx?$|^src\/test\//.test(file))
    .flatMap((file) =>
      [...textOf(file).matchAll(/\b(?:db|tx)\.(\w+)\b/g)]
        .filter(([, table = '']) => owners.has(table) && !file.startsWith(`src/domains/${owners.get(table)}/`))
        .map(([access]) => `${file}: ${access}`),
    )
  expect(trespasses).toEqual([])
})

test('rules and kit never look at the clock, the dice or the world', () => {
  const pure = source.filter(
    (file) => /domains\/[^/]+\/rules([.]ts|\/)|^src\/kit\//.test(file) && !file.endsWith('.test.ts'),
  )
  const impure = /\b(async|await|Date\.now|Math\.random|fetch|process\.env)\b|new Date\(\)/
  const code = (file: string) => textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, '')
  expect(pure.filter((file) => impure.test(code(file)))).toEqual([])
})

test('what computes rounds again imports nothing but itself and Node', () => {
  const files = source.filter((file) => file.startsWith('src/recompute/') && !file.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(3)
  const imports = files.flatMap((file) => [...textOf(file).matchAll(/(?:from|import|require)[ (]*'([^']+)'/g)])
  expect(imports.map(([, name]) => name).filter((name) => !/^(?:[.]\/[a-z-]+|node:[a-z/]+)$/.test(name!))).toEqual([])
})

test('every file in a room has one of the house names', () => {
  const furniture = 'schema|rules|actions|queries|router|flows|jobs'
  const name = new RegExp(
    `^src/domains/[a-z]+/(?:(?:${furniture})(?:/[a-z0-9-]+)?|[a-z-]+[.]test|(?:${furniture})(?:/[a-z0-9-]+)?[.]test)[.]ts$`,
  )
  const ui = /^src\/domains\/[a-z]+\/ui\/[a-z0-9-]+(?:[.]test)?[.]tsx?$/
  expect(source.filter((file) => file.startsWith('src/domains/') && !name.test(file) && !ui.test(file))).toEqual([])
  expect(
    source.filter((file) => /(^|\/)(utils|helpers|common|misc|services|types|index)([.]tsx?$|\/)/.test(file)),
  ).toEqual([])
})

test('no file outgrows a few screens', () => {
  expect(source.filter((file) => textOf(file).split('\n').length > 301)).toEqual([])
})

test('no test is skipped, and none waits for time to pass', () => {
  const tests = [...source, ...(existsSync('e2e') ? walk('e2e') : [])].filter(
    (file) => /[.](test|spec)[.]tsx?$/.test(file) && file !== 'src/house.test.ts',
  )
  const bad = /\b(it|test|describe)\.(skip|only|todo|fixme|fails)\b|waitForTimeout|retries: *[1-9]|expect\(true\)/
  expect(tests.filter((file) => bad.test(textOf(file)))).toEqual([])
})

test('no event of Stripe’s is read without its signature, and stripe-node is met in its gateways', () => {
  const others = source.filter(
    (file) => !/^src\/gateways\/(stripe|identity)\//.test(file) && !/[.]test[.]ts$|^src\/test\//.test(file),
  )
  expect(others.filter((file) => /from 'stripe'/.test(textOf(file)))).toEqual([])
  const unverified = ['constructEvent', 'WithoutVerification'].join('')
  expect(source.filter((file) => textOf(file).includes(unverified))).toEqual([])
})

/** Everything that speaks to another machine, and to which one; pages ask their own site. */
const REACHES_OUT: Readonly<Record<string, string>> = {
  'src/chain/connection.ts': 'the nodes of RPC_URL and RPC_URL_2',
  'src/chain/local.ts': 'the local chain',
  'src/gateways/clamav/client.ts': 'the scanner, by a socket of this machine',
  'src/gateways/identity/client.ts': 'Stripe Identity, by ids alone',
  'src/gateways/mail/client.ts': 'the mail server',
  'src/gateways/sanctions-lists.ts': 'publishers of lists, from pinned hosts',
  'src/gateways/storage/s3.ts': 'the store of sealed bytes',
  'src/gateways/stripe/client.ts': 'Stripe, by ids alone',
  'src/gateways/stripe/shapes.ts': 'nobody: the types of stripe-node',
  'src/gateways/stripe/standin.ts': 'this site, from the stand-in',
  'src/gateways/stripe/standin-identity.ts': 'this site, from the stand-in',
  'src/server/html-cache.ts': 'this process',
  'src/server/remote-signer.ts': 'the signing service',
  'src/server/signing-service.ts': 'nobody: it is the service, and answers',
}

test('E20, E26: only these files reach another machine, so what people write is read by people, and by no language model', () => {
  const reaching = source.filter(
    (file) =>
      !/[.]test[.]tsx?$|^src\/test\/|\/ui\/|^src\/(app|refund)\//.test(file) &&
      /\bfetch\(|\bhttps?\.(request|get)\(|\b(create)?[cC]onnect(ion)?\(\w*[sS]ocket|from '(stripe|nodemailer|node:https|node:tls|undici)'/.test(
        textOf(file),
      ),
  )
  expect(reaching.sort()).toEqual(Object.keys(REACHES_OUT).sort())
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const packages = Object.keys({ ...dependencies, ...optionalDependencies })
  expect(
    packages.filter((name) =>
      /openai|anthropic|llama|langchain|mistral|cohere|transformers|onnx|genai|^ai$/.test(name),
    ),
  ).toEqual([])
})
