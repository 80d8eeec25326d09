import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FormValue, parseForm } from './standin-form'

/** Stripe's names for what a stand-in answers; stripe-node turns them into its own errors. */
type StripeError = { type: string; code?: string; message: string; param?: string; decline_code?: string }

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly error: StripeError,
  ) {
    super(error.message)
  }
}

type Session = {
  id: string
  object: 'checkout.session'
  client_reference_id: string | null
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  amount_total: number
  currency: string
  description: string
  success_url: string
  cancel_url: string | null
  url: string
  expires_at: number
  created: number
  livemode: false
  mode: 'payment'
  metadata: Record<string, string>
}

export type StandInSettings = {
  /** The test key that callers must show. */
  secretKey: string
  webhook: { url: string; secret: string }
  /** Where payers are sent: the session's id is appended. */
  payUrl: string
  now: () => Date
  /** Told when a webhook could not be delivered; Stripe would try again later. */
  onUndelivered: (error: unknown) => void
}

type Answer = { status: number; body: object } | { redirect: string }

/** A name made from what it names, so that a run can be repeated: `cs_test_…`. */
const nameFrom = (prefix: string, of: string) =>
  `${prefix}_${createHash('sha256').update(of).digest('hex').slice(0, 24)}`

/**
 * A small Stripe for the local network: checkout sessions, idempotency keys and signed webhooks, as far as stripe-node
 * shows them to us. Its state lives in memory and no money moves.
 */
export class StripeStandIn {
  private readonly sessions = new Map<string, Session>()
  private readonly answered = new Map<string, { request: string; answer: Answer }>()

  constructor(private readonly settings: StandInSettings) {}

  /** Answers one request whose path begins at `/v1` or `/pay`. */
  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const answer = await this.answer(request, path).catch((error: unknown): Answer => {
      if (!(error instanceof Refused)) throw error
      return { status: error.status, body: { error: error.error } }
    })
    if ('redirect' in answer) {
      response.writeHead(303, { location: answer.redirect }).end()
      return
    }
    const body = JSON.stringify(answer.body)
    response
      .writeHead(answer.status, { 'content-type': 'application/json', 'request-id': nameFrom('req', body) })
      .end(body)
  }

  private async answer(request: IncomingMessage, path: string): Promise<Answer> {
    const text = request.method === 'POST' ? await readBody(request) : ''
    const [, kind, id] = /^\/(v1\/checkout\/sessions|pay)(?:\/([^/?]+))?$/.exec(path.split('?')[0] ?? '') ?? []
    if (kind === 'pay' && request.method === 'POST') return this.pay(this.session(id), parseForm(text))
    if (request.headers.authorization !== `Bearer ${this.settings.secretKey}`)
      throw new Refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' })
    if (kind === 'v1/checkout/sessions' && request.method === 'GET') return { status: 200, body: this.session(id) }
    if (kind === 'v1/checkout/sessions' && request.method === 'POST' && !id) return this.once(request, text)
    throw new Refused(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${path})`,
    })
  }

  /** The same idempotency key gives the same answer, and refuses other parameters. */
  private once(request: IncomingMessage, text: string): Answer {
    const key = String(request.headers['idempotency-key'] ?? '')
    const before = this.answered.get(key)
    if (before && before.request !== text)
      throw new Refused(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      })
    const answer = before?.answer ?? this.open(key || text, parseForm(text))
    if (key) this.answered.set(key, { request: text, answer })
    return answer
  }

  private open(key: string, form: FormValue): Answer {
    const field = (...path: string[]) => textAt(form, path)
    const cents = wholeNumber(
      field('line_items', '0', 'price_data', 'unit_amount'),
      'line_items[0][price_data][unit_amount]',
    )
    const created = Math.floor(this.settings.now().getTime() / 1_000)
    const id = nameFrom('cs_test', key)
    const session: Session = {
      ...{ id, object: 'checkout.session', mode: 'payment', status: 'open', payment_status: 'unpaid', livemode: false },
      ...{ amount_total: cents * wholeNumber(field('line_items', '0', 'quantity') || '1', 'line_items[0][quantity]') },
      currency: field('line_items', '0', 'price_data', 'currency'),
      description: field('line_items', '0', 'price_data', 'product_data', 'name'),
      client_reference_id: field('client_reference_id') || null,
      success_url: field('success_url'),
      cancel_url: field('cancel_url') || null,
      url: `${this.settings.payUrl}/${id}`,
      expires_at: wholeNumber(field('expires_at') || String(created + 86_400), 'expires_at'),
      created,
      metadata: {},
    }
    this.sessions.set(id, session)
    return { status: 200, body: { ...session } }
  }

  private session(id: string | undefined): Session {
    const session = this.sessions.get(id ?? '')
    if (!session)
      throw new Refused(404, {
        type: 'invalid_request_error',
        code: 'resource_missing',
        param: 'id',
        message: `No such checkout.session: '${id}'`,
      })
    const expired = session.status === 'open' && session.expires_at * 1_000 <= this.settings.now().getTime()
    if (expired) session.status = 'expired'
    return session
  }

  /** What the payer does on the page: the card `pm_card_visa` pays, `pm_card_chargeDeclined` is declined. */
  private async pay(session: Session, form: FormValue): Promise<Answer> {
    if (textAt(form, ['card']) === 'pm_card_chargeDeclined') return { redirect: `${session.url}?declined=1` }
    if (session.status === 'expired') return { redirect: session.url }
    if (session.status === 'open') {
      session.status = 'complete'
      session.payment_status = 'paid'
      await this.deliver('checkout.session.completed', session)
    }
    return { redirect: session.success_url.replace('{CHECKOUT_SESSION_ID}', session.id) }
  }

  private async deliver(type: string, session: Session): Promise<void> {
    const created = Math.floor(Date.now() / 1_000)
    const event = { id: nameFrom('evt', type + session.id), object: 'event', type, created, livemode: false }
    const body = JSON.stringify({ ...event, data: { object: session } })
    const { url, secret } = this.settings.webhook
    const proof = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex')
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${created},v1=${proof}` }
    await fetch(url, { method: 'POST', body, headers }).then((answer) => {
      if (!answer.ok) this.settings.onUndelivered(new Error(`the webhook answered ${answer.status}`))
    }, this.settings.onUndelivered)
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The text at a path of a form; empty where nothing stands. */
function textAt(form: FormValue, path: readonly string[]): string {
  const value = path.reduce<FormValue | undefined>((at, key) => (at instanceof Map ? at.get(key) : undefined), form)
  return typeof value === 'string' ? value : ''
}

function wholeNumber(text: string, param: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text)
  throw new Refused(400, {
    type: 'invalid_request_error',
    code: 'parameter_invalid_integer',
    param,
    message: `Invalid positive integer: ${text}`,
  })
}
