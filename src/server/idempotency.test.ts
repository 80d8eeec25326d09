import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { proceduresOf } from '../../tools/authorisation.mjs'
import { appRouter } from './router'

/** Through one of these everything goes that this site sends to the chain or asks of Stripe. */
const MOVERS = ['src/chain/send.ts', 'src/gateways/stripe/client.ts']

/** Mutations that come near them without a key of their own, and why a repeat moves nothing twice. */
const WITHOUT_KEY: Readonly<Record<string, string>> = {
  ...each(
    ['raises.submit', 'raises.handOver', 'raises.reportSent', 'raises.decline'],
    'Names its intent, which is sent once.',
  ),
  ...each(
    ['raises.handInSignature', 'raises.confirmOrder', 'raises.carryOutOrder', 'raises.returnOrder'],
    'Names its order, which is carried out once.',
  ),
  ...each(
    [
      'raises.beginChange',
      'raises.proposeOrder',
      'raises.proposeVerdict',
      'raises.proposeRotation',
      'raises.proposeCreation',
    ],
    'Proposes, sends nothing; a second open proposal of a kind is refused.',
  ),
  'projects.payFee': 'The fee has one open visit, whose id is the key at Stripe.',
  'projects.followFee': 'Asks Stripe, and books what it says by the name of the payment.',
  'payments.deliver': 'Books what Stripe says, by the name of the payment.',
  ...each(
    ['compliance.startCheck', 'compliance.followCheck', 'compliance.deliverCheck'],
    'A check of identity; no money moves.',
  ),
}

function each(names: readonly string[], why: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, why]))
}

type Import = { names: string[]; file: string }

/** What a file imports from this project, types left out. */
function importsOf(file: string): Import[] {
  const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )(?:([^'";]*?) from )?'([^']+)'/gm)
  return [...found].flatMap(([, names = '', from = '']) => {
    const target = from.startsWith('@/') ? path.join('src', from.slice(2)) : path.join(path.dirname(file), from)
    const there = [`${target}.ts`, `${target}.tsx`].find((each) => existsSync(each))
    if (!there || !/^(?:@\/|[.])/.test(from)) return []
    return [{ file: there, names: names.split(/[{},]/).map((each) => each.trim().split(' as ').at(-1) ?? '') }]
  })
}

function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const next of importsOf(file)) reachedFrom(next.file, seen)
  return seen
}

/** The mutations of a router's file, with the files that their calls can reach. */
function mutationsIn(file: string): { name: string; reached: Set<string> }[] {
  const imports = importsOf(file)
  const base = path.basename(file, '.ts')
  const room = base === 'router' ? path.basename(path.dirname(file)) : base
  const procedures = readFileSync(file, 'utf8').matchAll(/^ {2}(\w+): [\s\S]*?(?=^ {2}\w+: |^ {2}\/\*\*|^\}\))/gm)
  return [...procedures].flatMap(([body, name]) => {
    const at = body.indexOf('.mutation(')
    if (at < 0) return []
    const used = imports.filter(({ names }) =>
      names.some((each) => each && new RegExp(`\\b${each}\\b`).test(body.slice(at))),
    )
    const reached = new Set(used.flatMap((each) => [...reachedFrom(each.file)]))
    return [{ name: `${room}.${name}`, reached }]
  })
}

const mutations = globSync('src/domains/*/{router.ts,router/*.ts}').flatMap(mutationsIn)
const near = mutations.filter(({ reached }) => MOVERS.some((mover) => reached.has(mover))).map(({ name }) => name)

test('every mutation of every room was looked at', () => {
  const known = proceduresOf(appRouter).filter(
    ({ name, kind }) => kind === 'mutation' && !/^(local|erasure)[.]/.test(name),
  )
  expect(mutations.map(({ name }) => name).sort()).toEqual(known.map(({ name }) => name).sort())
})

test('every mutation that can move money takes the act’s own key, but these, which say why', () => {
  const keyed = near.filter((name) => {
    const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { inputs: { shape: object }[] } }>
    return procedures[name]!._def.inputs.some(({ shape }) => 'idempotencyKey' in shape)
  })
  expect(keyed.length).toBeGreaterThan(13)
  expect(near.filter((name) => !keyed.includes(name)).sort()).toEqual(Object.keys(WITHOUT_KEY).sort())
})
