import { createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FormValue, listAt, parseForm } from './standin-form'
import { makeRefund, makeSession } from './standin-makers'
import { listOf, nameFrom, one, Refused, type Session, type Shelf, Store, type Thing } from './standin-objects'
import { pay } from './standin-payer'

export type StandInSettings = {
  /** The test key that callers must show. */
  secretKey: string
  webhook: { url: string; secret: string }
  /** Where payers are sent: the session's id is appended. */
  payUrl: string
  now: () => Date
  /** Told when a webhook could not be delivered; Stripe would try again later. */
  onUndelivered: (error: unknown) => void
  /** Where it is kept from one run to the next; in memory alone when left out. */
  shelf?: Shelf
}

type Answer = { status: number; body: object; after?: () => Promise<void> } | { redirect: string }
type Call = { id: string | undefined; query: FormValue; text: string; key: string; path: string }

/**
 * A small Stripe for the local network: checkout sessions, payments, refunds, disputes, events, idempotency keys and signed
 * webhooks, as far as stripe-node shows them to us. No money moves.
 */
export class StripeStandIn {
  private readonly store: Store
  private readonly answered = new Map<string, { request: string; answer: Answer }>()
  /** What is answered, by method and path. */
  private readonly routes: Readonly<Record<string, (call: Call) => Answer | Promise<Answer>>> = {
    'POST checkout/sessions': (call) => this.once(call, () => this.openSession(call)),
    'GET checkout/sessions': ({ query, path }) => ok(this.withPayments(listOf(this.sessions(), query, path), query)),
    'GET checkout/sessions/:id': ({ id, query }) => ok(this.withPayment(this.session(id), query, 'payment_intent')),
    'GET payment_intents/:id': ({ id }) => ok(one(this.store.intents, 'payment_intent', id)),
    'POST refunds': (call) => this.once(call, () => this.refund(call)),
    'GET refunds': ({ query, path }) => ok(listOf(this.store.refunds.values(), query, path)),
    'GET refunds/:id': ({ id }) => ok(one(this.store.refunds, 'refund', id)),
    'GET disputes': ({ query, path }) => ok(listOf(this.store.disputes.values(), query, path)),
    'GET disputes/:id': ({ id }) => ok(one(this.store.disputes, 'dispute', id)),
    'GET events': ({ query, path }) => ok(listOf(this.store.events.values(), query, path)),
  }

  constructor(private readonly settings: StandInSettings) {
    this.store = new Store(settings.shelf ?? null)
  }

  /** Answers one request whose path begins at `/v1` or `/pay`. */
  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const answer = await this.answer(request, path).catch((error: unknown): Answer => {
      if (!(error instanceof Refused)) throw error
      return { status: error.status, body: { error: error.error } }
    })
    if (request.method === 'POST') this.store.save()
    if ('redirect' in answer) {
      response.writeHead(303, { location: answer.redirect }).end()
      return
    }
    const body = JSON.stringify(answer.body)
    response
      .writeHead(answer.status, { 'content-type': 'application/json', 'request-id': nameFrom('req', body) })
      .end(body)
    await answer.after?.()
  }

  private async answer(request: IncomingMessage, path: string): Promise<Answer> {
    const text = request.method === 'POST' ? await readBody(request) : ''
    const [before, search = ''] = path.split('?')
    const payer = /^\/pay\/([^/]+)$/.exec(before ?? '')
    if (payer && request.method === 'POST')
      return { redirect: await pay(this.ground(), this.session(payer[1]), parseForm(text)) }
    if (request.headers.authorization !== `Bearer ${this.settings.secretKey}`)
      throw new Refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' })
    const [, kind, id] = /^\/v1\/(checkout\/sessions|[a-z_]+)(?:\/([^/]+))?$/.exec(before ?? '') ?? []
    const route = this.routes[`${request.method} ${kind}${id ? '/:id' : ''}`]
    const key = String(request.headers['idempotency-key'] ?? '')
    if (route) return route({ id, text, key, path: before ?? '', query: parseForm(search) })
    throw new Refused(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${path})`,
    })
  }

  /** The same idempotency key gives the same answer, and refuses other parameters. */
  private once({ key, text, path }: Call, make: () => Answer): Answer {
    const request = `${path} ${text}`
    const before = this.answered.get(key)
    if (before && before.request !== request)
      throw new Refused(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      })
    if (before) return before.answer
    const answer = make()
    const again = 'redirect' in answer ? answer : { status: answer.status, body: { ...answer.body } }
    if (key) this.answered.set(key, { request, answer: again })
    return answer
  }

  private openSession({ key, text }: Call): Answer {
    const settings = { payUrl: this.settings.payUrl, now: this.seconds() }
    const session = makeSession(key || text, parseForm(text), settings)
    this.store.sessions.set(session.id, session)
    return ok({ ...session })
  }

  private refund({ key, text }: Call): Answer {
    const refund = makeRefund(this.store, key || text, parseForm(text), this.seconds())
    this.store.refunds.set(refund.id, refund)
    const fails = this.store.intents.get(refund.payment_intent)?.payment_method === 'pm_card_refundFail'
    const tell = async () => {
      await this.deliver('refund.created', { ...refund })
      if (!fails) return
      refund.status = 'failed'
      this.store.save()
      await this.deliver('refund.failed', refund)
    }
    return { ...ok({ ...refund }), after: tell }
  }

  private sessions(): Session[] {
    return [...this.store.sessions.keys()].map((id) => this.session(id))
  }

  private session(id: string | undefined): Session {
    const session = one(this.store.sessions, 'checkout.session', id)
    const expired = session.status === 'open' && session.expires_at <= this.seconds()
    if (expired) session.status = 'expired'
    return session
  }

  /** A session, with its payment in it where the caller asked for that. */
  private withPayment(session: Session, query: FormValue, name: string): object {
    const intent = listAt(query, ['expand']).includes(name) && this.store.intents.get(session.payment_intent ?? '')
    return intent ? { ...session, payment_intent: intent } : session
  }

  private withPayments(list: ReturnType<typeof listOf>, query: FormValue): object {
    const data = list.data as Session[]
    return { ...list, data: data.map((session) => this.withPayment(session, query, 'data.payment_intent')) }
  }

  private ground() {
    const tell = (type: string, about: Thing) => this.deliver(type, about)
    return { store: this.store, tell, now: () => this.seconds() }
  }

  private seconds = (): number => Math.floor(this.settings.now().getTime() / 1_000)

  private async deliver(type: string, object: Thing): Promise<void> {
    const id = nameFrom('evt', type + object.id)
    const event = { id, object: 'event', type, created: this.seconds(), livemode: false } as const
    this.store.events.set(id, { ...event, data: { object: { ...object } } })
    const body = JSON.stringify({ ...event, data: { object } })
    const { url, secret } = this.settings.webhook
    const signedAt = Math.floor(Date.now() / 1_000)
    const proof = createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex')
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${signedAt},v1=${proof}` }
    await fetch(url, { method: 'POST', body, headers }).then((answer) => {
      if (!answer.ok) this.settings.onUndelivered(new Error(`the webhook answered ${answer.status}`))
    }, this.settings.onUndelivered)
  }
}

const ok = (body: object) => ({ status: 200, body })

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
