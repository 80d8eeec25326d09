import { parseArgs } from 'node:util'
import { type Connection, PublicKey } from '@solana/web3.js'
import { carryOut, type Outcome } from '@/refund/carry-out'
import { ACTS, type Due, dueOf, verbsOf } from '@/refund/due'
import { RaiseIsClosed } from '@/refund/failures'
import { signingPayer } from '@/refund/payer'
import type { SeenRaise } from '@/refund/read'
import { stateInWords, WHERE_IT_GOES } from '@/refund/words'
import { readSigner } from '@/server/signers'
import { paid } from './raise'
import {
  addressOf,
  asking,
  lookAt,
  nodeOf,
  programInWords,
  STANDALONE_OPTIONS,
  type StandaloneValues,
  seeRaise,
  toJson,
  understood,
} from './standalone'

type Say = (line: string) => void
type Verb = Due['verb']
type Values = StandaloneValues & { key?: string | undefined; 'dry-run'?: boolean; 'any-program'?: boolean }

const OPTIONS = {
  ...STANDALONE_OPTIONS,
  key: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'any-program': { type: 'boolean' },
} as const

const usage = (typed: string) => `Usage:
  flotilla ${typed} RAISE --key FILE [--rpc URL] [--owner WALLET]... [--position ADDRESS]... [--dry-run] [--json]
    Sends it for everybody for whom it is due. To run it twice, or beside the worker, does no harm.
    --key          pays the network fees, and nothing else; give it little
    --rpc          the node; RPC_URL when left out, else a public node of FLOTILLA_NETWORK
    --owner        only for the position of this wallet (needs no list of positions from the node)
    --position     only for the position at this address
    --dry-run      prints what would be sent, and sends nothing
    --any-program  also when the program is not the committed code: it could take what the key holds
    --json         prints for machines`

/** A verb that sends what anybody may send: `typed` is how it is written, for its usage. */
export const act =
  (typed: string, verb: Verb) =>
  async (args: readonly string[], say: Say = console.log): Promise<number> => {
    const { values, positionals } = understood(usage(typed), () =>
      parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true }),
    )
    if (positionals.length !== 1) throw new Error(`Name one raise, by its address.\n${usage(typed)}`)
    const raise = addressOf(positionals[0], 'The raise')
    if (!values.key && !values['dry-run'])
      throw new Error(
        `Name with --key the file of a key that pays the network fees, or try it with --dry-run.\n${usage(typed)}`,
      )
    // Read before anything is asked of a node: a key that others can read is refused first.
    const signer = values.key ? readSigner(values.key) : null
    const connection = nodeOf(values)
    return asking(connection, async () => {
      const found = await looked(connection, raise, values, say)
      if (!found) return 0
      const due = dueOf(found).filter((one) => one.verb === verb)
      if (due.length === 0) return nothingDue(found, verb, values, say)
      if (!signer || values['dry-run']) return dryRun(found, due, values, say)
      const sign = (message: Uint8Array) => signer.sign(message)
      const payer = signingPayer(connection, { address: new PublicKey(signer.publicKey), sign })
      const outcomes = await carryOut({
        ...{ connection, payer, programId: found.programId },
        look: () => wanted(connection, raise, values, verb),
        tell: (line) => (values.json ? undefined : say(line)),
      })
      return report(found, outcomes, values, say)
    })
  }

/** The raise as it is now; null, and a word about it, when it is closed for good. */
async function looked(connection: Connection, raise: PublicKey, values: Values, say: Say): Promise<SeenRaise | null> {
  try {
    const { seen, check } = await lookAt(connection, raise, values)
    if (check.published || values['any-program'] || values['dry-run']) return seen
    throw new Error(
      `Nothing was sent: ${programInWords(seen.programId, check)}. Such a program could take what the key holds. If you trust it, add --any-program.`,
    )
  } catch (error) {
    if (!(error instanceof RaiseIsClosed)) throw error
    say(values.json ? toJson({ sent: [], said: error.message }) : error.message)
    return null
  }
}

async function wanted(connection: Connection, raise: PublicKey, values: Values, verb: Verb) {
  try {
    const state = await seeRaise(connection, raise, values)
    return { state, due: dueOf(state).filter((one) => one.verb === verb) }
  } catch (error) {
    if (error instanceof RaiseIsClosed) return null
    throw error
  }
}

function nothingDue(seen: SeenRaise, verb: Verb, { json }: Values, say: Say): number {
  const others = verbsOf(dueOf(seen))
  const instead = others.length > 0 ? ` What can be done now: ${others.map((one) => ACTS[one].name).join(', ')}.` : ''
  const said = `Nothing to ${verb} now. ${stateInWords(seen)}${instead}`
  say(json ? toJson({ due: [], said }) : said)
  return 0
}

function dryRun(seen: SeenRaise, due: readonly Due[], { json }: Values, say: Say): number {
  if (json) say(toJson({ due, sent: [] }))
  else say([...due.map((one) => `would ${line(seen, one)}`), 'Nothing was sent.'].join('\n'))
  return 0
}

const line = (seen: SeenRaise, due: Due): string =>
  due.investor === null
    ? `${due.verb}${['release', 'expire'].includes(due.verb) ? ` tranche ${due.tranche + 1}` : ''}`
    : `${due.verb} ${due.investor}: ${paid(seen, due)}`

function report(seen: SeenRaise, outcomes: readonly Outcome[], { json }: Values, say: Say): number {
  const failed = outcomes.filter(({ result }) => result === 'failed')
  if (json) say(toJson({ sent: outcomes }))
  else {
    const words = { sent: 'done', elsewhere: 'done already, by somebody else', failed: 'NOT done' }
    for (const { due, result, reason } of outcomes)
      say(`${words[result]}: ${line(seen, due)}${reason ? `. ${reason}` : ''}`)
    say(WHERE_IT_GOES)
  }
  return failed.length > 0 ? 1 : 0
}

/** `flotilla tranche release|expire`: the next tranche that is due for it. */
export async function tranche(args: readonly string[], say?: Say): Promise<number> {
  const [what, ...rest] = args
  if (what !== 'release' && what !== 'expire')
    throw new Error(`Say release or expire.\n${usage('tranche release|expire')}`)
  return act(`tranche ${what}`, what)(rest, say)
}
