import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished } from 'vitest'
import { test } from '@/test/db'
import { HtmlCache, isPublicPath, listenForChanges } from './html-cache'

async function serve(listener: RequestListener): Promise<number> {
  const server = http.createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  return (server.address() as AddressInfo).port
}

/** A site whose pages count how often they were made, and the cache before it with a clock that the test moves. */
async function site() {
  const made: string[] = []
  const clock = { ms: 0 }
  const inside = await serve((request, response) => {
    made.push(`${request.url} cookie=${request.headers.cookie ?? 'none'} rsc=${request.headers.rsc ?? 'no'}`)
    response.setHeader('set-cookie', 'secret=1').setHeader('content-type', 'text/html')
    response.writeHead(request.url === '/broken' ? 500 : 200).end(`page ${made.length}`)
  })
  const cache = new HtmlCache(inside, () => clock.ms)
  const port = await serve((request, response) => void cache.serve(request, response))
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers })
  return { made, clock, cache, get }
}

describe('the cache of public pages', () => {
  test('knows which pages are the same for everybody', () => {
    expect(['/', '/projects', '/projects/ocean-relay', '/rounds/7', '/about'].map(isPublicPath)).not.toContain(false)
    expect(
      ['/portfolio', '/staff', '/account', '/apply/1', '/projects/a/b', '/api/trpc/x'].map(isPublicPath),
    ).not.toContain(true)
  })
  test('a hundred visitors at once cost one page', async () => {
    const { made, get } = await site()
    const texts = await Promise.all(Array.from({ length: 100 }, async () => (await get('/projects')).text()))
    expect(new Set(texts)).toEqual(new Set(['page 1']))
    expect(made).toHaveLength(1)
  })
  test('neither shows one visitor’s cookies to the page nor hands cookies on', async () => {
    const { made, get } = await site()
    const answer = await get('/', { cookie: 'next-auth.session-token=alice' })
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    expect(made).toEqual(['/ cookie=none rsc=no'])
  })
  test('hands on every header that Next’s hash of a request covers: it redirects for ever otherwise', async () => {
    const inside = await serve((request, response) => response.end(JSON.stringify(request.headers)))
    const cache = new HtmlCache(inside)
    const port = await serve((request, response) => void cache.serve(request, response))
    const headers = {
      rsc: '1',
      'next-router-state-tree': 'tree',
      'next-router-prefetch': '2',
      'next-router-segment-prefetch': '/_tree',
      'next-url': '/projects',
    }
    expect(await (await fetch(`http://127.0.0.1:${port}/`, { headers })).json()).toMatchObject(headers)
  })
  test('a page and its data are two answers, and so are two queries', async () => {
    const { made, get } = await site()
    for (const [path, headers] of [
      ['/projects', {}],
      ['/projects', { rsc: '1' }],
      ['/projects?sort=new', {}],
    ] as const)
      await get(path, headers)
    expect(made).toHaveLength(3)
  })
  test('a page is made again when it is 801 ms old, and at once when something public changed', async () => {
    const { clock, cache, get } = await site()
    const text = async () => (await get('/')).text()
    expect(await text()).toBe('page 1')
    clock.ms = 800
    expect(await text()).toBe('page 1')
    clock.ms = 801
    expect(await text()).toBe('page 2')
    cache.clear()
    expect(await text()).toBe('page 3')
  })
  test('who has the page already is told so, and an error is given once and not kept', async () => {
    const { made, get } = await site()
    const tag = (await get('/about')).headers.get('etag') ?? ''
    expect((await get('/about', { 'if-none-match': tag })).status).toBe(304)
    for (const _ of [1, 2]) expect((await get('/broken')).status).toBe(500)
    expect(made).toHaveLength(3)
  })
})

describe('news of public changes', () => {
  test('arrive when the transaction commits, and again after the connection broke', async ({ databaseUrl, pool }) => {
    let heard = Promise.withResolvers<void>()
    const stop = listenForChanges(databaseUrl, () => heard.resolve())
    await heard.promise // listens now
    heard = Promise.withResolvers<void>()
    await pool.query("select pg_notify('public_changed', '/projects')")
    await heard.promise
    heard = Promise.withResolvers<void>()
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen public_changed' and datname = current_database()",
    )
    await heard.promise // listens again
    heard = Promise.withResolvers<void>()
    await pool.query("select pg_notify('public_changed', '/')")
    await heard.promise
    await stop()
  })
})
