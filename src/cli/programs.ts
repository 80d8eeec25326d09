import { parseArgs } from 'node:util'
import { type Connection, PublicKey } from '@solana/web3.js'
import { openConnection } from '@/chain/connection'
import { type DeployedProgram, readProgram } from '@/chain/deployed-program'
import { isNetwork, NETWORK_NAMES, networkProblem } from '@/chain/network'
import { NETWORKS } from '@/chain/programs'
import { compareCode } from '@/chain/published-code'
import { formatMoney, KOII, money } from '@/kit/money'
import { readSigner, type Signer } from '@/server/signers'
import { codeOf, PROGRAMS } from './committed'
import { carryOut, type Deployment, type Plan, planOf } from './deployment'

const USAGE = `Usage:
  flotilla programs deploy --network NETWORK --payer FILE (--program-key FILE | --program-id ADDRESS) [options]
    Says what would be done and what it costs. Sends nothing without --send.
    --program NAME       ${Object.keys(PROGRAMS).join(' | ')} (raise when left out)
    --payer FILE         pays, and can replace the program until --authority says otherwise
    --program-key FILE   a key made for this program's address: flotilla keys new program
    --program-id ADDRESS instead, for a program that is deployed already
    --authority ADDRESS  who can replace the program afterwards; none: nobody, for good. The payer when left out
    --room BYTES         code bytes to make room for (twice the code when left out)
    --rpc URL            the node; RPC_URL when left out
    --send               does it
  flotilla programs check [--rpc URL]
    Compares the programs of this installation with the committed binaries.
NETWORK: ${NETWORKS.join(' | ')}`

const OPTIONS = {
  network: { type: 'string' },
  program: { type: 'string', default: 'raise' },
  payer: { type: 'string' },
  'program-key': { type: 'string' },
  'program-id': { type: 'string' },
  authority: { type: 'string' },
  room: { type: 'string' },
  rpc: { type: 'string' },
  send: { type: 'boolean' },
} as const

type Say = (line: string) => void

const koii = (lamports: bigint) => formatMoney(money(KOII, lamports))

function keyAt(text: string, option: string): PublicKey {
  try {
    return new PublicKey(text)
  } catch {
    throw new Error(`${option}: ${text} is no address. Write 32 bytes in base58.`)
  }
}

/** A connection to exactly the named network. */
async function reach(network: string | undefined, rpc: string | undefined, say: Say): Promise<Connection> {
  if (!network || !isNetwork(network)) throw new Error(`--network: name one of ${NETWORKS.join(', ')}.`)
  const url = rpc ?? process.env.RPC_URL
  if (!url) throw new Error(`--rpc: name a node of ${NETWORK_NAMES[network]}, or set RPC_URL.`)
  const connection = openConnection(url)
  const genesis = await connection.getGenesisHash().catch((error: unknown) => {
    throw new Error(`The node at ${new URL(url).host} does not answer (${(error as Error).message}). Nothing was sent.`)
  })
  const problem = networkProblem(network, url, genesis)
  if (problem) throw new Error(problem)
  say(`Network    ${NETWORK_NAMES[network]} at ${new URL(url).host}, genesis ${genesis}`)
  return connection
}

type Values = Partial<Record<keyof typeof OPTIONS, string | boolean | undefined>>
const text = (values: Values, name: keyof typeof OPTIONS) =>
  typeof values[name] === 'string' ? (values[name] as string) : undefined

/** The code bytes to make room for: a number of them that is not below what there is. */
function roomFor(length: number, asked: string | undefined): number {
  const room = asked === undefined ? 2 * length : Number(asked)
  if (!Number.isSafeInteger(room) || room < length || room > 10_000_000)
    throw new Error(`--room: write a number of bytes from ${length} to 10000000.`)
  return room
}

async function deploy(values: Values, say: Say): Promise<number> {
  const name = text(values, 'program') ?? 'raise'
  if (!Object.hasOwn(PROGRAMS, name)) throw new Error(`--program: name one of ${Object.keys(PROGRAMS).join(', ')}.`)
  const payerFile = text(values, 'payer')
  const [programFile, id] = [text(values, 'program-key'), text(values, 'program-id')]
  if (!payerFile || (!programFile && !id)) throw new Error(USAGE)
  const payer = readSigner(payerFile)
  const program = programFile ? readSigner(programFile) : null
  const { code, hash, file } = codeOf(name)
  say(`Program    ${name}: ${file}, ${code.length} bytes\nSHA-256    ${hash}`)
  const connection = await reach(text(values, 'network'), text(values, 'rpc'), say)
  const authority = text(values, 'authority')
  const deployment: Deployment = {
    connection,
    code,
    programId: program ? new PublicKey(program.publicKey) : keyAt(id!, '--program-id'),
    payer: new PublicKey(payer.publicKey),
    authority:
      authority === 'none' ? null : authority ? keyAt(authority, '--authority') : new PublicKey(payer.publicKey),
    room: roomFor(code.length, text(values, 'room')),
  }
  const plan = await planOf(deployment)
  if (plan.act === 'deploy' && !program)
    throw new Error(`There is no program at ${id}. For a first deployment name its key with --program-key.`)
  const enough = await announce(deployment, plan, say)
  if (!values.send) {
    say('\nNothing was sent. Add --send to do it.')
    return enough ? 0 : 1
  }
  if (!enough) return 1
  return finish(name, deployment, plan, { payer, program }, say)
}

const DOES = { deploy: 'nothing there yet', upgrade: 'another version, to be replaced', nothing: 'this very code' }

/** Prints the plan; says whether the payer holds enough for it. */
async function announce(
  { connection, programId, payer, authority, room }: Deployment,
  plan: Plan,
  say: Say,
): Promise<boolean> {
  const balance = BigInt(await connection.getBalance(payer))
  say(`Address    ${programId.toBase58()}: ${DOES[plan.act]}`)
  if (plan.act === 'deploy')
    say(`Room       ${room} bytes of code, for later versions: older runtimes cannot enlarge a program's account`)
  say(`Cost       rent that stays        ${koii(plan.rent)}
           network fees           ${koii(plan.fees)} (${plan.transactions} transactions)
           held meanwhile         ${koii(plan.held)}
           needed at the start    ${koii(plan.needed)}
Payer      ${payer.toBase58()} holds ${koii(balance)}
Upgrades   ${authority ? `${authority.toBase58()} can replace the program afterwards${authority.equals(payer) ? ' (the payer)' : ''}` : 'nobody can replace the program afterwards, for good'}`)
  if (balance >= plan.needed) return true
  say(`\nThe payer lacks ${koii(plan.needed - balance)}.`)
  return false
}

async function finish(
  name: string,
  deployment: Deployment,
  plan: Plan,
  keys: { payer: Signer; program: Signer | null },
  say: Say,
): Promise<number> {
  await carryOut(deployment, plan, keys, (line) => say(`           ${line}`))
  say(`\nThe committed code lies at ${deployment.programId.toBase58()}, final. Set
  ${PROGRAMS[name]!.variable}=${deployment.programId.toBase58()}`)
  return 0
}

/** How a program on the chain compares with the committed one, in one sentence. */
export function compare(name: string, deployed: DeployedProgram | null): { ok: boolean; said: string } {
  const { code, hash } = codeOf(name)
  if (!deployed) return { ok: false, said: 'no program lies at this address' }
  const who = deployed.upgradeAuthority
  const upgrades = who ? `${who} can replace it` : 'nobody can replace it'
  return compareCode(deployed.code, code).same
    ? { ok: true, said: `is the committed code (SHA-256 ${hash}); ${upgrades}` }
    : { ok: false, said: `is NOT the committed code (SHA-256 ${hash}); ${upgrades}` }
}

async function check(values: Values, say: Say): Promise<number> {
  const url = text(values, 'rpc') ?? process.env.RPC_URL
  if (!url) throw new Error('RPC_URL is not set. Set it, or name a node with --rpc.')
  let good = true
  for (const [name, { address }] of Object.entries(PROGRAMS)) {
    const programId = address()
    const { ok, said } = compare(name, await readProgram(openConnection(url), programId))
    good &&= ok
    say(`${ok ? 'OK  ' : 'BAD '} ${name} at ${programId.toBase58()}: ${said}`)
  }
  return good ? 0 : 1
}

/** `flotilla programs`. */
export async function main(args: readonly string[], say: Say = console.log): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  const [act, ...rest] = positionals
  if (act === 'deploy' && rest.length === 0) return deploy(values, say)
  if (act === 'check' && rest.length === 0) return check(values, say)
  throw new Error(USAGE)
}
