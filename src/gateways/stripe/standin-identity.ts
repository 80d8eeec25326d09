import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FormValue, parseForm } from './standin-form'

type Day = { day: number; month: number; year: number }
type Report = {
  id: string
  object: 'identity.verification_report'
  document: {
    status: 'verified'
    type: string
    first_name: string
    last_name: string
    issuing_country: string
    dob: Day
    number: string
    expiration_date: Day
  }
}
type Session = {
  id: string
  object: 'identity.verification_session'
  client_reference_id: string | null
  created: number
  last_error: { code: string; reason: string } | null
  last_verification_report: Report | null
  livemode: false
  metadata: Record<string, string>
  redaction: { status: 'processing' | 'redacted' } | null
  status: 'requires_input' | 'processing' | 'verified' | 'canceled'
  type: 'document'
  url: string | null
  return_url: string
}

export type IdentityStandInSettings = {
  secretKey: string
  webhook: { url: string; secret: string }
  /** The page that stands for the provider's: the session's id is appended. */
  pageUrl: string
  now: () => Date
  onUndelivered: (error: unknown) => void
}

type Answer = { status: number; body: object } | { redirect: string }
const refuse = (status: number, message: string, code?: string): Answer => ({
  status,
  body: { error: { type: 'invalid_request_error', message, ...(code && { code }) } },
})

const nameFrom = (prefix: string, of: string) =>
  `${prefix}_${createHash('sha256').update(of).digest('hex').slice(0, 24)}`

/**
 * A small Stripe Identity for the local network: verification sessions and their signed events, as far as stripe-node shows them
 * to us. Nobody is checked: whoever opens its page says what the outcome is. Its state lives in memory.
 */
export class IdentityStandIn {
  private readonly sessions = new Map<string, Session>()
  private deliveries = 0

  constructor(private readonly settings: IdentityStandInSettings) {}

  /** Answers one request whose path begins at `/v1/identity` or `/identity`. */
  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const answer = await this.answer(request, path.split('?')[0] ?? '', new URLSearchParams(path.split('?')[1]))
    if ('redirect' in answer) return void response.writeHead(303, { location: answer.redirect }).end()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  }

  private async answer(request: IncomingMessage, path: string, asked: URLSearchParams): Promise<Answer> {
    const form = parseForm(request.method === 'POST' ? await bodyOf(request) : '')
    const visit = /^\/identity\/([^/]+)$/.exec(path)?.[1]
    if (visit && request.method === 'POST') return this.act(visit, form)
    if (request.headers.authorization !== `Bearer ${this.settings.secretKey}`)
      return refuse(401, 'Invalid API Key provided')
    const match = /^\/v1\/identity\/verification_sessions(?:\/([^/]+)(?:\/(cancel|redact))?)?$/.exec(path)
    if (!match) return refuse(404, `Unrecognized request URL (${request.method}: ${path})`)
    const [, id, act] = match
    if (!id) return this.create(String(request.headers['idempotency-key'] ?? ''), form)
    const session = this.sessions.get(id)
    if (!session) return refuse(404, `No such verificationsession: '${id}'`, 'resource_missing')
    if (act === 'cancel') return this.cancel(session)
    if (act === 'redact') return this.redact(session)
    return {
      status: 200,
      body: shown(
        session,
        [...asked].some(([name]) => name.startsWith('expand')),
      ),
    }
  }

  /** The same idempotency key gives the same session. */
  private create(key: string, form: FormValue): Answer {
    const id = nameFrom('vs', key)
    const known = this.sessions.get(id)
    const session: Session = known ?? {
      ...{ id, object: 'identity.verification_session', type: 'document', status: 'requires_input', livemode: false },
      ...{ last_error: null, last_verification_report: null, redaction: null },
      client_reference_id: textAt(form, ['client_reference_id']) || null,
      created: Math.floor(this.settings.now().getTime() / 1_000),
      metadata: { caseId: textAt(form, ['metadata', 'caseId']) },
      url: `${this.settings.pageUrl}/${id}`,
      return_url: textAt(form, ['return_url']),
    }
    this.sessions.set(id, session)
    return { status: 200, body: shown(session, false) }
  }

  private async cancel(session: Session): Promise<Answer> {
    if (session.status !== 'requires_input')
      return refuse(400, `You cannot cancel a session whose status is ${session.status}.`)
    await this.become(session, 'canceled')
    return { status: 200, body: shown(session, false) }
  }

  private async redact(session: Session): Promise<Answer> {
    if (session.status !== 'requires_input' && session.status !== 'verified')
      return refuse(400, `You cannot redact a session whose status is ${session.status}.`)
    if (session.status === 'requires_input') await this.become(session, 'canceled')
    Object.assign(session, { redaction: { status: 'redacted' }, last_verification_report: null, metadata: {} })
    await this.deliver('redacted', session)
    return { status: 200, body: shown(session, false) }
  }

  /** What somebody chooses on the page: `verified` with what the document says, `processing`, `canceled`, or an error's code. */
  private async act(id: string, form: FormValue): Promise<Answer> {
    const session = this.sessions.get(id)
    if (!session) return refuse(404, 'There is no such check.')
    const outcome = textAt(form, ['outcome'])
    if (session.status === 'requires_input' || session.status === 'processing') {
      if (outcome === 'verified') {
        session.last_verification_report = reportOf(session.id, form)
        session.last_error = null
      } else if (outcome !== 'processing' && outcome !== 'canceled')
        session.last_error = { code: outcome, reason: 'Chosen on the page of the stand-in.' }
      await this.become(session, STATUS_OF[outcome] ?? 'requires_input')
    }
    return { redirect: session.return_url }
  }

  private async become(session: Session, status: Session['status']): Promise<void> {
    session.status = status
    if (status !== 'requires_input') session.url = null
    await this.deliver(status, session)
  }

  private async deliver(what: string, session: Session): Promise<void> {
    const created = Math.floor(Date.now() / 1_000)
    this.deliveries += 1
    const event = {
      id: nameFrom('evt', `${session.id}:${this.deliveries}`),
      ...{ object: 'event', type: `identity.verification_session.${what}`, created, livemode: false },
    }
    const body = JSON.stringify({ ...event, data: { object: shown(session, false) } })
    const { url, secret } = this.settings.webhook
    const proof = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex')
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${created},v1=${proof}` }
    await fetch(url, { method: 'POST', body, headers }).then((answer) => {
      if (!answer.ok) this.settings.onUndelivered(new Error(`the webhook answered ${answer.status}`))
    }, this.settings.onUndelivered)
  }
}

const STATUS_OF: Record<string, Session['status']> = {
  verified: 'verified',
  processing: 'processing',
  canceled: 'canceled',
}

/** A session as Stripe shows it: what identifies somebody only to who expands it. */
function shown({ return_url: _, last_verification_report: report, ...session }: Session, expanded: boolean) {
  const { first_name, last_name, dob } = report?.document ?? {}
  return {
    ...session,
    last_verification_report: expanded ? report : (report?.id ?? null),
    ...(expanded && { verified_outputs: report && { first_name, last_name, dob } }),
  }
}

function reportOf(sessionId: string, form: FormValue): Report {
  const field = (name: string) => textAt(form, [name])
  return {
    id: nameFrom('vr', sessionId),
    object: 'identity.verification_report',
    document: {
      ...{ status: 'verified', type: 'passport', first_name: field('firstName'), last_name: field('lastName') },
      ...{ issuing_country: field('country'), number: field('number') },
      ...{ dob: dayOf(field('dateOfBirth')), expiration_date: dayOf(field('expires')) },
    },
  }
}

function dayOf(text: string): Day {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return { year, month, day }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function textAt(form: FormValue, path: readonly string[]): string {
  const value = path.reduce<FormValue | undefined>((at, key) => (at instanceof Map ? at.get(key) : undefined), form)
  return typeof value === 'string' ? value : ''
}
