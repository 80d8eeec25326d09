import { randomUUID } from 'node:crypto'
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import next from 'next'
import { handleStripeStandIn, STAND_IN_PATH } from '@/gateways/stripe/local'
import { RETRY_AFTER } from './away'
import { sayAway } from './away-page'
import { CLIENT_HEADER, clientAddress } from './client-address'
import { followChainClock, refreshClock } from './clock'
import { createContext } from './context'
import { env } from './env'
import { checkHealth } from './health'
import { HtmlCache, isPublicPath, listenForChanges } from './html-cache'
import { isLocal } from './local'
import { log } from './log'
import { appRouter } from './router'
import { isRefundPage, secure } from './security'
import { presentedBy } from './session-cookie'
import { stopWith } from './supervised'
import { databaseAnswers, isDatabaseUp, wasLostSince, watchDatabase } from './watch'

const BODY_LIMIT = 256 * 1024
const dev = process.argv.includes('--dev')

/** Serves the site until the process is told to stop. Environment and cluster were checked before. */
export async function serveSite(): Promise<void> {
  const settings = env()
  await refreshClock()
  followChainClock((error) => log.warn({ err: error }, 'the chain does not answer; the last known time is used'))
  watchDatabase(settings.DATABASE_URL)

  const app = next({ dev, hostname: settings.HOST, port: settings.PORT })
  await app.prepare()
  const handle = app.getRequestHandler()
  const https = settings.SITE_URL.startsWith('https://')
  const make = async (request: IncomingMessage, response: ServerResponse) => {
    secure(request, response, { dev, https })
    // Asked here, where the cache's questions arrive too: a page that begins without its database ends as a broken one.
    if (needsDatabase(request) && !(await databaseAnswers())) return sayAway(request, response)
    answerAwayInsteadOfBroken(response)
    await handle(request, response)
  }
  const page: RequestListener = (request, response) =>
    void make(request, response).catch((error: unknown) => fail(request, response, error))
  const inside = http.createServer(page)
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  const cache = new HtmlCache((inside.address() as AddressInfo).port)
  listenForChanges(settings.DATABASE_URL, () => cache.clear())

  const server = http.createServer((request, response) => {
    response.setHeader('x-request-id', randomUUID())
    request.headers[CLIENT_HEADER] = clientAddress(request, settings.TRUSTED_PROXIES)
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (!isText(path)) request.url = NOWHERE
    // While developing, Next answers procedures too (src/app/api/trpc): it reloads them when they change.
    if (path.startsWith('/api/trpc/') && !dev) return void trpc(request, response)
    if (path === '/healthz') return void health(response)
    if (path.startsWith(`${STAND_IN_PATH}/`))
      return void handleStripeStandIn(request, response).catch((error: unknown) => fail(request, response, error))
    // A page with a loading state begins its answer before it says that it is nowhere; an address without a page does not.
    if (!isLocal() && path.startsWith('/local/')) request.url = '/local'
    const cached = !dev && (request.method === 'GET' || request.method === 'HEAD') && isPublicPath(path)
    if (!cached || !isDatabaseUp()) return page(request, response)
    cache.serve(request, response).catch((error: unknown) => fail(request, response, error))
  })
  if (dev) server.on('upgrade', app.getUpgradeHandler())
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(settings.PORT, settings.HOST, resolve),
  )
  log.info({ port: settings.PORT, network: settings.FLOTILLA_NETWORK }, 'web serves')
  stopWith(() => close([server, inside]))
}

/** No page lies there. */
const NOWHERE = '/404'

/** Whether a path can be decoded, into what the database can look for. Next answers any other one as if something had broken. */
function isText(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch (error) {
    if (error instanceof URIError) return false
    throw error
  }
}

/** A page that broke because its database went away under it is answered as what it is: 503, with when to come back. */
function answerAwayInsteadOfBroken(response: ServerResponse): void {
  const began = performance.now()
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const isAway = status === 500 && wasLostSince(began)
    if (isAway) response.setHeader('retry-after', RETRY_AFTER)
    return writeHead(isAway ? 503 : status, ...rest)
  }
}

/** Everything but scripts, styles and the like, and the page that refunds without us. */
const needsDatabase = ({ url }: IncomingMessage): boolean => !url?.startsWith('/_next/') && !isRefundPage(url)

/** tRPC before Next, in the same process: several times faster than a route handler. */
function trpc(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').split('?')[0]!.slice('/api/trpc/'.length)
  const requestId = String(response.getHeader('x-request-id'))
  const address = String(request.headers[CLIENT_HEADER])
  const presented = presentedBy((name) => request.headers[name]?.toString())
  const setCookie = (header: string) => void response.appendHeader('set-cookie', header)
  const createContextOf = () => createContext(presented, { requestId, address, setCookie })
  response.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff')
  nodeHTTPRequestHandler({
    router: appRouter,
    createContext: createContextOf,
    responseMeta: ({ errors }) =>
      errors.some(({ code }) => code === 'SERVICE_UNAVAILABLE') ? { headers: { 'retry-after': RETRY_AFTER } } : {},
    req: request,
    res: response,
    path,
    maxBodySize: BODY_LIMIT,
  }).catch((error: unknown) => fail(request, response, error))
}

async function health(response: ServerResponse): Promise<void> {
  const state = await checkHealth()
  const body = JSON.stringify(state)
  response
    .writeHead(state.database ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(body)
}

/** The last line of defence: an error that nobody answered. No stack leaves the process. */
function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const requestId = response.getHeader('x-request-id')
  log.error({ err: error, path: request.url?.split('?')[0], requestId }, 'request failed')
  if (response.headersSent) return void response.destroy()
  response
    .writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
    .end(`Something went wrong. Quote ${requestId} when you ask for help.`)
}

function close(servers: readonly http.Server[]): void {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
  process.exit(0)
}
