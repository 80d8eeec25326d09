import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { folderStore } from './folder'
import { authorization, canonicalRequest, s3Store } from './s3'
import type { ObjectStore } from './store'

// AWS's published examples for S3, "Signature Calculations for the Authorization Header".
const EXAMPLE = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 's3',
  date: '20130524T000000Z',
}
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const HEADERS = {
  host: 'examplebucket.s3.amazonaws.com',
  'x-amz-content-sha256': EMPTY,
  'x-amz-date': EXAMPLE.date,
}
const example = (query: string, more: Record<string, string> = {}, pathname = '/') => ({
  method: 'GET',
  url: new URL(`https://examplebucket.s3.amazonaws.com${pathname}${query}`),
  headers: { ...HEADERS, ...more },
  payloadHash: EMPTY,
})
const signatureOf = (header: string) => header.split('Signature=')[1]

describe('signatures', () => {
  test('are those of the published examples', () => {
    expect(signatureOf(authorization(example('', { range: 'bytes=0-9' }, '/test.txt'), EXAMPLE))).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
    expect(signatureOf(authorization(example('?lifecycle'), EXAMPLE))).toBe(
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    )
    expect(signatureOf(authorization(example('?max-keys=2&prefix=J'), EXAMPLE))).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    )
  })

  test('name exactly the headers that they cover', () => {
    const { text, signed } = canonicalRequest(example('?b=2&a=1%20x'))
    expect(signed).toBe('host;x-amz-content-sha256;x-amz-date')
    expect(text.split('\n')[2]).toBe('a=1%20x&b=2')
  })
})

const SETTINGS = { region: 'eu-test-1', bucket: 'sealed', accessKey: 'AKTEST', secretKey: 'a secret of the test' }
const objects = new Map<string, Buffer>()
let server: Server

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

/** Whether a request is signed with the secret, over the bytes that came and within 15 minutes. */
async function isSigned(request: IncomingMessage, body: Buffer): Promise<boolean> {
  const { createHash } = await import('node:crypto')
  const header = request.headers.authorization ?? ''
  const signed = /SignedHeaders=([^,]*)/.exec(header)?.[1]?.split(';') ?? []
  const payloadHash = createHash('sha256').update(body).digest('hex')
  const date = String(request.headers['x-amz-date'])
  const at = Date.parse(date.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'))
  if (request.headers['x-amz-content-sha256'] !== payloadHash || Math.abs(Date.now() - at) > 900_000) return false
  const headers = Object.fromEntries(signed.map((name) => [name, String(request.headers[name])]))
  const url = new URL(request.url!, `http://${request.headers.host}`)
  const expected = { method: request.method!, url, headers, payloadHash }
  return header === authorization(expected, { ...SETTINGS, service: 's3', date })
}

/** Lists two keys a page, as a bucket with many would. */
function listing(url: URL): string {
  const keys = [...objects.keys()].filter((key) => key.startsWith(url.searchParams.get('prefix') ?? '')).sort()
  const from = Number(url.searchParams.get('continuation-token') ?? 0)
  const more = from + 2 < keys.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ''
  const page = keys.slice(from, from + 2).map((key) => `<Contents><Key>${key}</Key></Contents>`)
  return `<ListBucketResult>${page.join('')}${more}</ListBucketResult>`
}

/** A peer over HTTP that keeps objects for whoever signs rightly. */
async function bucket(): Promise<string> {
  server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (!(await isSigned(request, body))) return response.writeHead(403).end('<Error>SignatureDoesNotMatch</Error>')
    const url = new URL(request.url!, 'http://x')
    const key = url.pathname.replace(/^\/sealed\/?/, '')
    if (url.searchParams.has('list-type')) return response.end(listing(url))
    if (request.method === 'PUT') objects.set(key, body)
    if (request.method === 'DELETE') return response.writeHead(objects.delete(key) ? 204 : 404).end()
    const found = objects.get(key)
    return found ? response.end(request.method === 'GET' ? found : '') : response.writeHead(404).end('<Error/>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const endpoint = await bucket()
const folder = mkdtempSync(path.join(tmpdir(), 'store-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await new Promise((resolve) => server.close(resolve))
})

const stores: [string, ObjectStore][] = [
  ['a folder', folderStore(folder)],
  ['a bucket', s3Store({ ...SETTINGS, endpoint })],
]

describe.for(stores)('%s', ([, store]) => {
  test('keeps, replaces, lists and removes', async () => {
    const bytes = new Uint8Array(200_000).map((_, n) => n % 251)
    for (const key of ['documents/a/0', 'documents/a/1', 'documents/b/0', 'tombs/1']) await store.put(key, bytes)
    await store.put('documents/b/0', new Uint8Array([1, 2]))
    expect(await store.get('documents/a/1')).toEqual(bytes)
    expect(await store.get('documents/b/0')).toEqual(new Uint8Array([1, 2]))
    expect(await store.list('documents/')).toEqual(['documents/a/0', 'documents/a/1', 'documents/b/0'])
    await store.remove('documents/a/0')
    await store.remove('documents/a/0')
    expect(await store.get('documents/a/0')).toBeNull()
    expect(await store.list('documents/a')).toEqual(['documents/a/1'])
    expect(await store.list('nothing')).toEqual([])
  })

  test.for(['../x', '/x', 'a//b', 'a/../b', 'A', 'a b', ''])('refuses the key "%s"', async (key) => {
    await expect(store.put(key, new Uint8Array(1))).rejects.toThrow(/not a key/)
    await expect(store.get(key)).rejects.toThrow(/not a key/)
  })
})

test('a folder keeps files for its owner alone', async () => {
  await folderStore(folder).put('owner/x', new Uint8Array([1]))
  expect(statSync(path.join(folder, 'owner/x')).mode & 0o077).toBe(0)
  expect(readdirSync(path.join(folder, 'owner'))).toEqual(['x'])
})

test('a bucket that does not know the secret answers nothing, and the error says no more than a status', async () => {
  const stranger = s3Store({ ...SETTINGS, endpoint, secretKey: 'another' })
  await expect(stranger.put('x/y', new Uint8Array(1))).rejects.toThrow('the object store refused to put: 403')
  await expect(stranger.list('')).rejects.toThrow('the object store refused to list: 403')
})
