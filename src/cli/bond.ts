import { parseArgs } from 'node:util'
import type { Connection, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { wouldFail } from '@/chain/batch'
import { BOND_SIZE } from '@/chain/distributor/accounts'
import { type SeenBond, seeBond, takeBack } from '@/chain/distributor/bonds'
import { DISCRIMINATORS } from '@/chain/distributor/layout'
import { deliveriesOf, send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { formatInstant, fromUnix } from '@/kit/time'
import { checkProgram, type ProgramCheck } from '@/refund/program'
import { readSigner } from '@/server/signers'
import { codeOf, PROGRAMS } from './committed'
import { addressOf, asking, nodeOf, programInWords, toJson } from './standalone'

type Say = (line: string) => void

const OPTIONS = {
  rpc: { type: 'string' },
  key: { type: 'string' },
  program: { type: 'string' },
  json: { type: 'boolean' },
  'any-program': { type: 'boolean' },
} as const
type Values = ReturnType<typeof parsed>['values']

const USAGE = `Usage:
  flotilla bond show BOND [--rpc URL] [--json]
    Shows one bond from the chain alone. Changes nothing.
  flotilla bond of WALLET [--program ADDRESS] [--rpc URL] [--json]
    Every bond that a wallet has locked, for whichever round.
    --program      the distributor program; that of this installation when left out
  flotilla bond take-back BOND --key FILE [--rpc URL] [--any-program]
    Gives a bond back to its owner, whose key signs and pays the fee: when no list came in time, when the list has judged it,
    or from its last day on.
    --any-program  also when the program is not the committed code: it could take what the key holds
    --rpc          the node; RPC_URL when left out, else a public node of FLOTILLA_NETWORK`

const parsed = (args: readonly string[]) => parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })

/** `flotilla bond show|of|take-back`. */
export async function main(args: readonly string[], say: Say = console.log): Promise<number> {
  const [verb, ...rest] = args
  const { values, positionals } = parsed(rest)
  if (positionals.length !== 1) throw new Error(USAGE)
  const address = addressOf(positionals[0], verb === 'of' ? 'The wallet' : 'The bond')
  if (verb === 'show') return show(address, values, say)
  if (verb === 'of') return listOf(address, values, say)
  if (verb === 'take-back' && values.key) return back(address, values.key, values, say)
  throw new Error(USAGE)
}

async function show(address: PublicKey, values: Values, say: Say): Promise<number> {
  const connection = nodeOf(values)
  const { bond, check } = await asking(connection, () => found(connection, address))
  say(values.json ? toJson({ ...bond, program: check }) : inWords(bond, check))
  return 0
}

/** Where the owner stands in the account: behind 8 bytes of kind and 8 of versions and flags. */
const OWNER_AT = 16

async function listOf(owner: PublicKey, values: Values, say: Say): Promise<number> {
  const connection = nodeOf(values)
  const programId = values.program ? addressOf(values.program, '--program') : PROGRAMS.distributor!.address()
  const bonds = await asking(connection, async () => {
    const kind = Buffer.from(DISCRIMINATORS.bond)
    const filters = [
      { dataSize: BOND_SIZE },
      { memcmp: { offset: 0, bytes: kind.toString('base64'), encoding: 'base64' as const } },
      { memcmp: { offset: OWNER_AT, bytes: owner.toBase58() } },
    ]
    const accounts = await connection.getProgramAccounts(programId, { commitment: 'finalized', filters })
    const seen = await Promise.all(accounts.map(({ pubkey }) => seeBond(connection, pubkey)))
    return seen.filter((bond) => bond !== null)
  })
  if (values.json) say(toJson({ bonds }))
  else if (bonds.length === 0) say('This wallet has no bond here. What a list has given back is gone from the chain.')
  else say(bonds.map((bond) => `${bond.address.toBase58()}  ${amountOf(bond)}\n  ${standing(bond)}`).join('\n'))
  return 0
}

/** A bond and its program, compared with the committed code. */
async function found(connection: Connection, address: PublicKey): Promise<{ bond: SeenBond; check: ProgramCheck }> {
  const bond = await seeBond(connection, address)
  if (!bond) throw new Error('There is no bond at this address. It was given back, or never locked.')
  const { code, hash } = codeOf('distributor')
  return { bond, check: await checkProgram(connection, bond.programId, { bytes: code.length, sha256: hash }) }
}

/** A mint says nothing of its symbol, so amounts stand in base units. */
const amountOf = ({ amount, mint }: SeenBond): string =>
  `${amount} base units of ${mint ? `the token ${mint.toBase58()}` : 'KOII (10^9 to the coin)'}`

const instant = (seconds: bigint) => formatInstant(fromUnix(seconds))

function standing({ isFree, judged, rootDeadline, freeAt }: SeenBond): string {
  if (judged) return 'Its list has judged it: this is what is left, and can be taken back.'
  if (isFree) return 'It can be taken back now.'
  return `It waits for its list; without one it can be taken back from ${instant(rootDeadline)}, whatever happens from ${instant(freeAt)}.`
}

const inWords = (bond: SeenBond, check: ProgramCheck): string => `Bond       ${bond.address.toBase58()}
Program    ${programInWords(bond.programId, check)}
Owner      ${bond.owner.toBase58()}
Holds      ${amountOf(bond)}
List       ${bond.distribution.toBase58()}
May lose   to ${bond.pool.toBase58()}, and only what the list says
${standing(bond)}`

async function back(address: PublicKey, keyFile: string, values: Values, say: Say): Promise<number> {
  // Read before anything is asked of a node: a key that others can read is refused first.
  const signer = readSigner(keyFile)
  const connection = nodeOf(values)
  return asking(connection, async () => {
    const { bond, check } = await found(connection, address)
    if (signer.publicKey !== bond.owner.toBase58())
      throw new Error(`Nothing was sent: the bond is ${bond.owner.toBase58()}’s, and --key is ${signer.publicKey}.`)
    if (!bond.isFree) throw new Error(`Nothing was sent. ${standing(bond)}`)
    if (!check.published && !values['any-program'])
      throw new Error(
        `Nothing was sent: ${programInWords(bond.programId, check)}. Such a program could take what the key holds. If you trust it, add --any-program.`,
      )
    const instructions = await takeBack(connection, bond)
    const compiled = await compileTransaction(connection, { feePayer: bond.owner, instructions })
    const trouble = await wouldFail(connection, compiled.message)
    if (trouble) throw new Error(`Nothing was sent: the chain would refuse it. ${trouble.failure.sentence}`)
    const signed = await signer.sign(compiled.message)
    await send(connection, withSignatures(compiled.message, { [signer.publicKey]: signed }))
    await landed(connection, signed, compiled.lastValidBlockHeight)
    say(`done: ${amountOf(bond)} are back with ${signer.publicKey}.`)
    return 0
  })
}

const POLL_MS = 500

/** Waits until the chain has confirmed a transaction, or can never take it any more. */
async function landed(connection: Connection, signed: Uint8Array, lastValidBlockHeight: number): Promise<void> {
  const signature = bs58.encode(signed)
  for (;;) {
    const [delivery] = await deliveriesOf(connection, [{ signature, lastValidBlockHeight }])
    if (delivery?.kind === 'confirmed' || delivery?.kind === 'finalized') return
    if (delivery?.kind === 'failed') throw new Error(`The chain refused it. ${delivery.failure.sentence}`)
    if (delivery?.kind === 'expired') throw new Error('The transaction expired: no money moved. Run the same again.')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
