// B9 `weight`: bytes over the wire, largest paint and layout shift of key pages in Chromium, against a bare Next app's page. Wallet
// code must not load before the first click on Connect.
import { chromium as playwright } from '@playwright/test'
import { chromium, NO_BROWSER } from '../tools/browser.mjs'
import { inWorld } from '../tools/journeys.mjs'
import { median, round, withBareApp } from './bare.mjs'

const ROUNDS = 5
const PAGES = ['/', '/projects', 'PROJECT', '/rounds', '/about', '/sign-in', '/apply', '/portfolio']

/** Loads a page in a fresh profile and reads what it cost. */
async function visit(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  let scripts = 0
  const kinds = new Map()
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength
    if (kinds.get(requestId) === 'Script') scripts += encodedDataLength
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  const paint = await page.evaluate(
    () =>
      new Promise((resolve) => {
        let shift = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
        new PerformanceObserver((list) => resolve({ lcp: list.getEntries().at(-1).startTime, shift })).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        })
      }),
  )
  await context.close()
  return { bytes, scripts, ...paint }
}

async function compare(browser, name, ours, peer) {
  const rounds = []
  for (let turn = 0; turn < ROUNDS; turn += 1) rounds.push([await visit(browser, ours), await visit(browser, peer)])
  const of = (side, what) => median(rounds.map((pair) => pair[side][what]))
  const ratio = round(of(0, 'bytes') / of(1, 'bytes'))
  const checks = {
    scriptBytes: of(0, 'scripts'),
    lcpRatio: round(of(0, 'lcp') / of(1, 'lcp')),
    layoutShift: round(of(0, 'shift')),
  }
  const ok = ratio <= 1.25 && checks.lcpRatio <= 1.5 && checks.layoutShift === 0
  return { name: `weight${name}`, ours: of(0, 'bytes'), peer: of(1, 'bytes'), ratio, goal: 1.25, ok, checks }
}

export async function measure() {
  const executablePath = chromium()
  if (!executablePath) {
    console.error(NO_BROWSER)
    process.exit(3)
  }
  const browser = await playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'],
  })
  try {
    return await withBareApp((bare) =>
      inWorld(
        async ({ site }) => {
          const list = await (await fetch(`${site.replace('localhost', '127.0.0.1')}/projects`)).text()
          const project = /href="(\/projects\/[a-z0-9-]+)"/.exec(list)?.[1]
          if (!project) throw new Error('the demo world shows no project')
          const results = []
          for (const page of PAGES) {
            const path = page === 'PROJECT' ? project : page
            results.push(await compare(browser, path, `${site}${path}`, bare))
          }
          return results
        },
        { say: (line) => console.error(line) },
      ),
    )
  } finally {
    await browser.close()
  }
}
