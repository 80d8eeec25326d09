import bs58 from 'bs58'
import { signerOf } from '@/server/signers'
import { until } from './until'
import { type TestWallet, testWallet } from './wallet'

type Answer = { result?: { data: { json: unknown } }; error?: { json: { data: { refusal?: { code: string } } } } }
type Intent = { id: string; state: string; transaction: string | null }
type Commit = { raise: string; wallet: string; amount: string; idempotencyKey: string }

/** Ends of a transaction that change no more. */
const ENDS = ['finalized', 'failed', 'expired', 'lost', 'declined']
/** What a client waits for and asks again; everything else that is said no to is over. */
const PASSING =
  /^server\.(database|service_unavailable|unexpected|too_many)|^raises\.(chainUnavailable|onItsWay|simulationDiffers|wouldFail|overtaken|outOfDate|intentOver)|^compliance\.chainUnavailable/

/** What the site said no to, by the refusal's code. */
export class Said extends Error {
  constructor(readonly code: string) {
    super(code)
  }
}

/** The code of a refusal that is the last word; anything else is thrown on, also no answer at all: a connection that broke or a process that is gone. */
function finalWord(error: unknown): string {
  if (error instanceof Said && !PASSING.test(error.code)) return error.code
  throw error
}

/** A person before a browser: signs in with a wallet and commits through the site's own procedures. */
export class Shopper {
  readonly #wallet: TestWallet
  #cookie = ''

  /** `seed`: 32 bytes that the wallet's key is made of. */
  constructor(
    private readonly site: string,
    seed: Uint8Array,
  ) {
    this.#wallet = testWallet(seed)
  }

  get address(): string {
    return this.#wallet.address
  }

  async #call<Result>(procedure: string, input: object, method: 'GET' | 'POST' = 'POST'): Promise<Result> {
    const json = JSON.stringify({ json: input })
    const query = method === 'GET' ? `?input=${encodeURIComponent(json)}` : ''
    const response = await fetch(`${this.site}/api/trpc/${procedure}${query}`, {
      method,
      headers: { cookie: this.#cookie, origin: this.site, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: json }),
      signal: AbortSignal.timeout(60_000),
    })
    const answer = (await response.json()) as Answer
    if (!answer.result) throw new Said(answer.error?.json.data.refusal?.code ?? 'server.unexpected')
    return answer.result.data.json as Result
  }

  async signIn(): Promise<void> {
    const { address } = this
    const { nonce, message } = await this.#call<Record<string, string>>('identity.prepareSignIn', { address })
    const csrf = await fetch(`${this.site}/api/auth/csrf`)
    const { csrfToken } = (await csrf.json()) as { csrfToken: string }
    const response = await fetch(`${this.site}/api/auth/callback/wallet`, {
      method: 'POST',
      headers: { cookie: cookiesOf(csrf).join('; '), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken, nonce: nonce!, signature: this.#wallet.sign(message!), json: 'true' }),
      redirect: 'manual',
    })
    const cookie = cookiesOf(response).find((one) => one.includes('session-token'))
    if (!cookie) throw new Error('not signed in')
    this.#cookie = cookie
  }

  async personId(): Promise<string> {
    const { viewer } = await this.#call<{ viewer: { personId: string } | null }>('identity.me', {}, 'GET')
    return viewer!.personId
  }

  /** Commits under one key and repeats what got no answer, until it is sent; returns the intent, or what the site said no with. */
  async send(input: Commit): Promise<{ id: string } | { refused: string }> {
    return until('a commitment to be sent', async () => {
      try {
        const intent = await this.#call<Intent>('raises.prepareCommit', input)
        if (intent.state === 'prepared') await this.#submit(intent)
        return { id: intent.id }
      } catch (error) {
        return { refused: finalWord(error) }
      }
    })
  }

  /** Asks for an intent until its end is known. */
  async end(intentId: string): Promise<string> {
    return until(`intent ${intentId} to end`, async () => {
      try {
        const { intent } = await this.#call<{ intent: Intent }>('raises.watch', { intentId }, 'GET')
        return ENDS.includes(intent.state) && intent.state
      } catch (error) {
        return finalWord(error)
      }
    })
  }

  async #submit({ id, transaction }: Intent): Promise<void> {
    const wire = Buffer.from(transaction!, 'base64')
    const secret = Uint8Array.from([...this.#wallet.seed, ...bs58.decode(this.address)])
    const signature = bs58.encode(await signerOf(secret).sign(wire.subarray(1 + 64 * wire[0]!)))
    await this.#call('raises.submit', { intentId: id, signature })
  }
}

const cookiesOf = (response: Response): string[] =>
  response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)
