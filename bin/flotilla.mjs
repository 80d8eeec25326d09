#!/usr/bin/env node
// Flotilla's command line: `npx flotilla VERB` in a checkout. One list of verbs; each is a file below src/cli that exports
// `main(args): Promise<number>`, the exit code, and is loaded from the bundle of all of them, made anew when its sources changed.
// This part runs on any Node >= 20.19 and hands over to the pinned Node 24.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { machineProblem, node24, readEnvFile } from '../tools/start.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** A file of the bundle, by its name. */
async function program(name) {
  // Not before this is known to be Node 24, nor for whoever only reads how it is used.
  const { bundle, processFile } = await import('../tools/build.mjs')
  await bundle(process.env)
  return import(pathToFileURL(processFile(name)))
}

/** What can be typed, in the order in which people need it. */
const VERBS = {
  keys: {
    usage: 'keys new ROLE [--to FILE] | keys show FILE...',
    about: 'makes a key, readable by its owner alone; shows the public key of one',
    load: () => program('keys'),
  },
  sign: {
    usage: 'sign KEYFILE [MESSAGE]',
    about:
      'shows what a message asks a guardian or an approver to do, and signs it when you say yes; needs no network, database or chain',
    load: () => program('sign'),
  },
  programs: {
    usage: 'programs deploy --network NETWORK [--send] ... | programs check',
    about:
      'puts the committed programs on a chain (a dry run without --send); compares what is there with what is committed',
    load: () => program('programs'),
  },
  serve: {
    usage: 'serve web|worker',
    about: 'one process of the site, or of the work behind it, for production',
    load: () => program('serve'),
  },
  signer: {
    usage: 'signer serve --cosigner FILE --program-id ADDRESS ...',
    about: 'a small service that signs commitments, so that the web machine holds no key',
    load: () => program('signer'),
  },
  raise: {
    usage: 'raise RAISE [--rpc URL] ...',
    about: 'shows a raise and its positions, from a node alone: no site, no worker, no database',
    load: () => program('raise'),
  },
  ...Object.fromEntries(
    Object.entries({
      settle: 'decides a raise whose time is over',
      refund: 'pays the positions of a failed raise back to their owners',
      claim: 'pays owners what was too much, and delivers their tokens',
      unwind: 'pays owners their share of what will never be released',
    }).map(([verb, does]) => [
      verb,
      {
        usage: `${verb} RAISE --key FILE [--rpc URL] ...`,
        about: `${does}; anybody may, from a node alone`,
        load: async () => ({ main: (await program('act')).act(verb, verb) }),
      },
    ]),
  ),
  tranche: {
    usage: 'tranche release|expire RAISE --key FILE [--rpc URL] ...',
    about: 'pays a tranche that is due to the issuer, or gives up one that was not approved in time; anybody may',
    load: async () => ({ main: (await program('act')).tranche }),
  },
  bond: {
    usage: 'bond show|take-back BOND | bond of WALLET [--key FILE] [--rpc URL] ...',
    about: 'shows what a wallet has locked for a round, and gives it back to its owner, from a node alone',
    load: () => program('bond'),
  },
  lists: {
    usage: 'lists import LIST FILE | lists show',
    about: 'takes a list of sanctions into force from its publisher’s own file; shows how old the lists are',
    load: () => program('lists'),
  },
  pack: {
    usage: 'pack verify FILE',
    about: 'checks an evidence pack of a verification; needs no network and no database',
    load: () => program('pack'),
  },
  reputation: {
    usage: 'reputation FILE',
    about: 'computes the scores in an exported reputation again; needs no network and no database',
    load: () => program('reputation'),
  },
  recompute: {
    usage: 'recompute EXPORT [--print]',
    about:
      'computes a round’s list again from its export, with a second implementation; needs no network and no database',
    load: () => program('recompute'),
  },
  simulate: {
    usage: 'simulate EXPORT --recipient ID --people NUMBER --commit AMOUNT',
    about: 'what a project of a round would get if more people committed',
    load: () => program('simulate'),
  },
  staff: {
    usage: 'staff recover EMAIL --reason TEXT [--confirm]',
    about: 'lets an admin make a first passkey again when nobody else is left who could; a dry run without --confirm',
    load: () => program('staff'),
  },
  erasures: {
    usage: 'erasures replay',
    about: 'after a backup was restored: forgets again whom it brought back',
    load: () => program('erasures'),
  },
  audit: {
    usage: 'audit [--head PLACE:HASH]...',
    about: 'looks whether every entry of the log and every decision is what was recorded; names the rows that are not',
    load: () => program('audit'),
  },
  doctor: {
    usage: 'doctor [--machine web|worker]',
    about: 'checks an installation and says what to do',
    load: () => program('doctor'),
  },
}

function usage() {
  const lines = Object.values(VERBS).map(({ usage, about }) => `  flotilla ${usage}\n      ${about}`)
  return `Usage:\n${lines.join('\n')}`
}

/** Runs this file again on the pinned Node when this is another one; its exit code becomes ours. */
function handOver() {
  const { platform, arch, version } = process
  const problem = machineProblem({ platform, arch, version, rpcUrl: 'a verb that needs a node asks for it itself' })
  const node = problem ? null : node24()
  if (!node) {
    console.error(problem ?? 'The packages are missing. Run: npm ci')
    return 1
  }
  const args = [path.join(root, 'bin/flotilla.mjs'), ...process.argv.slice(2)]
  const child = spawn(node, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
  return null
}

async function main() {
  if (!process.version.startsWith('v24.')) return handOver()
  const [verb, ...args] = process.argv.slice(2)
  if (!verb || !Object.hasOwn(VERBS, verb)) {
    console.error(usage())
    return 1
  }
  readEnvFile()
  process.setSourceMapsEnabled(true)
  try {
    const { main: run } = await VERBS[verb].load()
    return await run(args)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}

const code = await main()
// Null: the verb goes on by itself until it is told to stop.
if (code !== null) process.exit(code)
