import { createHash } from 'node:crypto'
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'
import { log } from './log'
import { databaseSocket } from './sockets'

/** Pages that are the same for everybody. They never read the session (src/server/page.ts: publicPage). */
const PUBLIC_PATHS = [
  ...[/^\/$/, /^\/about$/, /^\/projects$/, /^\/projects\/[^/]+$/, /^\/projects\/[^/]+\/(sheet|discussion)$/],
  ...[/^\/rounds$/, /^\/rounds\/[^/]+$/, /^\/operators$/, /^\/operators\/[^/]+$/],
  ...[/^\/bounties$/, /^\/bounties\/[^/]+$/],
]

/** Longest age of an answer. With the follower's tick it keeps public pages at most 2 s behind a finalized change. */
const MAX_AGE_MS = 800
const MOST_ENTRIES = 500
/** A connection that only listens would never notice that nobody speaks any more. */
const ALIVE_EVERY_MS = 5_000
/**
 * Headers by which Next tells a page from its data: answers differ by them. Next redirects when they disagree with the hash of them
 * in `_rsc`, and its router then asks for ever: all that the hash covers have to be handed on.
 */
const VARY = [
  'rsc',
  'next-router-state-tree',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-url',
] as const
/** Headers that belong to one hop and are not kept. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date', 'set-cookie', 'content-length'])

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer; etag: string }

export const isPublicPath = (path: string): boolean => PUBLIC_PATHS.some((pattern) => pattern.test(path))

const encodingOf = (request: IncomingMessage) =>
  /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) ? 'gzip' : 'identity'
const keyOf = (request: IncomingMessage) =>
  [request.url, encodingOf(request), ...VARY.map((name) => request.headers[name] ?? '')].join('\n')

/** Asks the uncached server, without cookies: what comes back is what anybody would get. */
function render(port: number, request: IncomingMessage): Promise<Answer> {
  const headers: Record<string, string> = {
    host: request.headers.host ?? 'localhost',
    'accept-encoding': encodingOf(request),
  }
  for (const name of VARY) if (request.headers[name]) headers[name] = String(request.headers[name])
  return new Promise((resolve, reject) => {
    const inside = http.request(
      { host: '127.0.0.1', port, path: request.url, headers, timeout: 20_000 },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part)).on('error', reject)
        response.on('end', () => {
          const body = Buffer.concat(parts)
          const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
          resolve({ status: response.statusCode ?? 500, headers: response.headers, body, etag })
        })
      },
    )
    inside.on('timeout', () => inside.destroy(new Error('the page took too long')))
    inside.on('error', reject).end()
  })
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body, etag }: Answer): void {
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !HOP.has(name)) response.setHeader(name, value)
  if (status === 200) response.setHeader('cache-control', 'public, max-age=0, must-revalidate').setHeader('etag', etag)
  if (status === 200 && request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
  response.writeHead(status, { 'content-length': body.length }).end(request.method === 'HEAD' ? undefined : body)
}

/**
 * Answers of public pages, kept in memory: one rendering at a time per address, at most 800 ms old, and dropped at once when the
 * database says that something public changed. `port` is the uncached server's.
 */
export class HtmlCache {
  readonly #answers = new Map<string, Promise<Answer>>()
  readonly #ages = new Map<string, number>()
  constructor(
    private readonly port: number,
    private readonly now: () => number = Date.now,
  ) {}

  clear(): void {
    this.#answers.clear()
    this.#ages.clear()
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    send(request, response, await this.#answerTo(request))
  }

  #answerTo(request: IncomingMessage): Promise<Answer> {
    const key = keyOf(request)
    const age = this.now() - (this.#ages.get(key) ?? 0)
    const kept = this.#answers.get(key)
    if (kept && age <= MAX_AGE_MS) return kept
    if (this.#answers.size >= MOST_ENTRIES) this.clear()
    const fresh = render(this.port, request)
    this.#answers.set(key, fresh)
    this.#ages.set(key, this.now())
    // An answer that is no page (an error, a redirect) is given once and not kept.
    fresh.then(
      (answer) => answer.status !== 200 && this.#forget(key, fresh),
      () => this.#forget(key, fresh),
    )
    return fresh
  }

  #forget(key: string, answer: Promise<Answer>): void {
    if (this.#answers.get(key) === answer) this.#answers.delete(key)
  }
}

/** Calls `onChange` whenever a transaction that announced a public change commits. Reconnects for ever; returns how to stop. */
export function listenForChanges(connectionString: string, onChange: () => void): () => Promise<void> {
  let client: pg.Client | undefined
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let alive: NodeJS.Timeout | undefined
  async function connect() {
    const patience = { connectionTimeoutMillis: 5_000, query_timeout: 5_000 }
    const socket = databaseSocket()
    const fresh = new pg.Client({ connectionString, stream: () => socket, ...patience })
    fresh.on('notification', onChange)
    fresh.on('error', () => again(fresh))
    fresh.on('end', () => again(fresh))
    client = fresh
    await fresh.connect()
    await fresh.query('listen public_changed')
    onChange() // whatever happened while nobody listened
    alive = setInterval(() => fresh.query('select 1').catch(() => socket.destroy()), ALIVE_EVERY_MS).unref()
  }
  function again(broken: pg.Client) {
    if (stopped || client !== broken) return
    client = undefined
    clearInterval(alive)
    timer = setTimeout(start, 1_000)
  }
  function start() {
    connect().catch((error: unknown) => {
      log.warn({ err: error }, 'not listening for public changes; trying again')
      if (client) again(client)
    })
  }
  start()
  return async () => {
    stopped = true
    clearTimeout(timer)
    clearInterval(alive)
    await client?.end()
  }
}
