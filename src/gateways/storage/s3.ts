import { createHash, createHmac } from 'node:crypto'
import { assertKey, type ObjectStore } from './store'

export type S3Settings = {
  /** `https://s3.eu-central-1.amazonaws.com`, or that of a compatible service. */
  endpoint: string
  region: string
  bucket: string
  accessKey: string
  secretKey: string
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export type ToSign = { method: string; url: URL; headers: Record<string, string>; payloadHash: string }

/** As RFC 3986 asks: everything but letters, digits and -._~ becomes %XX. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** The request in the one spelling that both sides hash (AWS Signature Version 4, canonical request). */
export function canonicalRequest({ method, url, headers, payloadHash }: ToSign): { text: string; signed: string } {
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .sort()
  const headerOf = (name: string) =>
    Object.entries(headers)
      .find(([key]) => key.toLowerCase() === name)![1]
      .trim()
      .replace(/ +/g, ' ')
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const signed = names.join(';')
  const lines = names.map((name) => `${name}:${headerOf(name)}\n`).join('')
  return { text: [method, url.pathname, query, lines, signed, payloadHash].join('\n'), signed }
}

/** The Authorization header of a request (AWS Signature Version 4). `date` is `20130524T000000Z`. */
export function authorization(
  request: ToSign,
  {
    accessKey,
    secretKey,
    region,
    service,
    date,
  }: Record<'accessKey' | 'secretKey' | 'region' | 'service' | 'date', string>,
): string {
  const day = date.slice(0, 8)
  const scope = `${day}/${region}/${service}/aws4_request`
  const { text, signed } = canonicalRequest(request)
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(text)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Uint8Array | string>(hmac, `AWS4${secretKey}`)
  const signature = hmac(key, toSign).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
}

/** Sealed bytes as objects of an S3-compatible bucket, by path-style addresses. `clock` is the machine's: signatures hold 15 minutes. */
export function s3Store(settings: S3Settings, clock: () => Date = () => new Date()): ObjectStore {
  const send = (method: string, key: string, query: Record<string, string> = {}, body?: Uint8Array) =>
    request(settings, clock(), { method, key, query, body })
  return {
    put: async (key, bytes) => {
      assertKey(key)
      await expectOk(await send('PUT', key, {}, bytes), 'put')
    },
    get: async (key) => {
      assertKey(key)
      const answer = await send('GET', key)
      if (answer.status === 404) return discard(answer)
      await expectOk(answer, 'get')
      return new Uint8Array(await answer.arrayBuffer())
    },
    remove: async (key) => {
      assertKey(key)
      const answer = await send('DELETE', key)
      await (answer.status === 404 ? discard(answer) : expectOk(answer, 'remove'))
    },
    list: (prefix) => listAll(prefix, send),
  }
}

type Ask = { method: string; key: string; query: Record<string, string>; body: Uint8Array | undefined }

function request(settings: S3Settings, now: Date, { method, key, query, body }: Ask): Promise<Response> {
  const url = new URL(`${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}/${key}`.replace(/\/$/, ''))
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const date = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const payloadHash = sha256(body ?? '')
  const headers = { host: url.host, 'x-amz-content-sha256': payloadHash, 'x-amz-date': date }
  const signature = authorization({ method, url, headers, payloadHash }, { ...settings, service: 's3', date })
  const { host: _, ...sent } = headers
  return fetch(url, {
    method,
    headers: { ...sent, authorization: signature },
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
    ...(body && { body: new Uint8Array(body) }),
  })
}

async function discard(answer: Response): Promise<null> {
  await answer.arrayBuffer()
  return null
}

async function expectOk(answer: Response, act: string): Promise<void> {
  if (answer.ok) return
  await discard(answer)
  throw new Error(`the object store refused to ${act}: ${answer.status}`)
}

/** Lists page after page (ListObjectsV2). Keys of ours need no unescaping. */
async function listAll(prefix: string, send: (m: string, k: string, q: Record<string, string>) => Promise<Response>) {
  const keys: string[] = []
  let token: string | undefined
  do {
    const query = { 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) }
    const answer = await send('GET', '', query)
    if (!answer.ok) await expectOk(answer, 'list')
    const text = await answer.text()
    keys.push(...[...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key!))
    const more = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1]
    if (more !== undefined && more === token) throw new Error('the object store lists the same page for ever')
    token = more
  } while (token)
  return keys.sort()
}
