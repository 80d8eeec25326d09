import { createHash } from 'node:crypto'
import { type FormValue, listAt, numberAt, textAt } from './standin-form'

/** Stripe's names for what a stand-in answers; stripe-node turns them into its own errors. */
type StripeError = { type: string; code?: string; message: string; param?: string; decline_code?: string }

/** A request that Stripe would refuse, as Stripe refuses it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly error: StripeError,
  ) {
    super(error.message)
  }
}

type Made = { id: string; created: number; livemode: false }

export type Session = Made & {
  object: 'checkout.session'
  client_reference_id: string | null
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  payment_intent: string | null
  amount_total: number
  currency: string
  description: string
  success_url: string
  cancel_url: string | null
  url: string
  expires_at: number
  mode: 'payment'
  metadata: Record<string, string>
}

export type Intent = Made & {
  object: 'payment_intent'
  amount: number
  currency: string
  status: 'processing' | 'succeeded' | 'requires_payment_method'
  payment_method: string
}

export type Refund = Made & {
  object: 'refund'
  amount: number
  currency: string
  payment_intent: string
  status: 'succeeded' | 'failed'
  metadata: Record<string, string>
}

export type Dispute = Made & {
  object: 'dispute'
  amount: number
  currency: string
  payment_intent: string
  status: 'needs_response' | 'won' | 'lost'
}

export type Thing = Session | Intent | Refund | Dispute
export type StoredEvent = Made & { object: 'event'; type: string; data: { object: Thing } }

/** Where a stand-in keeps what it knows between two runs. */
export type Shelf = { load(): string | null; save(text: string): void }

/** A name made from what it names, so that a run can be repeated: `cs_test_…`. */
export const nameFrom = (prefix: string, of: string) =>
  `${prefix}_${createHash('sha256').update(of).digest('hex').slice(0, 24)}`

const KINDS = ['sessions', 'intents', 'refunds', 'disputes', 'events'] as const

/** Everything that a stand-in knows, by kind and id, in the order in which it was made. */
export class Store {
  readonly sessions = new Map<string, Session>()
  readonly intents = new Map<string, Intent>()
  readonly refunds = new Map<string, Refund>()
  readonly disputes = new Map<string, Dispute>()
  readonly events = new Map<string, StoredEvent>()

  constructor(private readonly shelf: Shelf | null) {
    const kept = shelf?.load()
    if (!kept) return
    const all = JSON.parse(kept) as Record<(typeof KINDS)[number], Thing[]>
    for (const kind of KINDS)
      for (const one of all[kind] ?? []) (this[kind] as Map<string, unknown>).set(one.id, structuredClone(one))
  }

  save(): void {
    this.shelf?.save(JSON.stringify(Object.fromEntries(KINDS.map((kind) => [kind, [...this[kind].values()]]))))
  }

  disputesOf = (intent: string): Dispute[] =>
    [...this.disputes.values()].filter(({ payment_intent }) => payment_intent === intent)

  refundsOf = (intent: string): Refund[] =>
    [...this.refunds.values()].filter(({ payment_intent }) => payment_intent === intent)
}

/** The one with an id, or Stripe's words that there is none. */
export function one<Kind>(all: ReadonlyMap<string, Kind>, kind: string, id: string | undefined): Kind {
  const found = all.get(id ?? '')
  if (found) return found
  throw new Refused(404, {
    ...{ type: 'invalid_request_error', code: 'resource_missing', param: 'id' },
    message: `No such ${kind}: '${id}'`,
  })
}

/** A page of a list, newest first, as Stripe pages: `created`, `payment_intent`, `types`, `starting_after` and `limit` count. */
export function listOf(all: Iterable<Made>, query: FormValue, url: string) {
  const [from, until] = [numberAt(query, ['created', 'gte']), numberAt(query, ['created', 'lt'])]
  const [intent, types] = [textAt(query, ['payment_intent']), listAt(query, ['types'])]
  const fits = (thing: Made): boolean =>
    (from === null || thing.created >= from) &&
    (until === null || thing.created < until) &&
    (!intent || ('payment_intent' in thing && thing.payment_intent === intent)) &&
    (types.length === 0 || ('type' in thing && types.includes(String(thing.type))))
  const found = [...all].reverse().filter(fits)
  const start = found.findIndex(({ id }) => id === textAt(query, ['starting_after'])) + 1
  const limit = numberAt(query, ['limit']) ?? 10
  return {
    ...{ object: 'list', url, data: found.slice(start, start + limit) },
    has_more: found.length > start + limit,
  }
}
