import { timingSafeEqual } from 'node:crypto'
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import https from 'node:https'
import bs58 from 'bs58'
import { sha256 } from '@/kit/digest'
import { log } from './log'
import type { Signer } from './signers'

/** A key that the service holds, and the one shape of bytes that it signs with it: `read` throws for any other. */
export type HeldKey = {
  signer: Signer
  read: (message: Uint8Array) => Readonly<Record<string, string>>
}

/** More than any transaction of this software, in base64 and JSON. */
const BODY_LIMIT = 4_096
/** Asked by its own machine's health check, so it needs no token and says nothing. */
const HEALTH = '/healthz'

type Service = { token: string; keys: readonly HeldKey[]; tls?: { cert: Buffer; key: Buffer } | undefined }

/**
 * A small service that signs only bytes of known shapes, over HTTP or, with a certificate, HTTPS (docs/signing-service.md). It
 * keeps nothing and knows no chain; every signature and every refusal is a line in its log.
 */
export function signingService(service: Service): http.Server {
  const listener: RequestListener = (request, response) => {
    answer(service, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'signing service failed')
      reply(response, 500, { reason: 'something went wrong' })
    })
  }
  return service.tls ? https.createServer(service.tls, listener) : http.createServer(listener)
}

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET' && request.url === HEALTH) return reply(response, 200, { ok: true })
  if (!mayAsk(service.token, request.headers.authorization)) return reply(response, 401, { reason: 'unknown token' })
  if (request.method === 'GET' && request.url === '/keys')
    return reply(response, 200, { keys: service.keys.map(({ signer }) => signer.publicKey) })
  if (request.method !== 'POST' || request.url !== '/sign') return reply(response, 404, { reason: 'nothing here' })
  const asked = await readBody(request)
  if (!asked) return reply(response, 400, { reason: 'write {"key": base58, "message": base64}' })
  const held = service.keys.find(({ signer }) => signer.publicKey === asked.key)
  if (!held) return reply(response, 404, { reason: 'this key is not here' })
  await sign(held, asked.message, response)
}

async function sign({ signer, read }: HeldKey, message: Uint8Array, response: ServerResponse): Promise<void> {
  const about = { key: signer.publicKey, message: sha256(message).toString('hex') }
  let facts: Readonly<Record<string, string>>
  try {
    facts = read(message)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown bytes'
    log.warn({ ...about, reason }, 'refused to sign')
    return reply(response, 422, { reason })
  }
  const signature = bs58.encode(await signer.sign(message))
  log.info({ ...about, ...facts }, 'signed')
  reply(response, 200, { signature })
}

/** Compares digests, which have one length, in a time that tells nothing. */
const mayAsk = (token: string, header: string | undefined): boolean =>
  timingSafeEqual(sha256(`Bearer ${token}`), sha256(header ?? ''))

async function readBody(request: IncomingMessage): Promise<{ key: string; message: Uint8Array } | null> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > BODY_LIMIT) return null
    parts.push(part)
  }
  try {
    const { key, message } = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>
    if (typeof key !== 'string' || typeof message !== 'string') return null
    return { key, message: new Uint8Array(Buffer.from(message, 'base64')) }
  } catch {
    return null // no JSON
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response
    // One connection a question: one that was kept could be closed at the very moment of the next.
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' })
    .end(JSON.stringify(body))
}
