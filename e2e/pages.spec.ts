import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type APIRequestContext, expect, type Page, type Request, test } from '@playwright/test'
import { PLACES, type Place, untilStill, Visitors } from './support/places'

// Windows are shared by all tests of this file; a trace would record each of them again and again.
test.use({ trace: 'off' })

const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1_280, height: 800 }
const NO_SUCH_ID = '00000000-0000-7000-8000-000000000000'

let visitors: Visitors
const addresses = new Map<string, string>()
const titles = new Map<string, string>()
const heard = new Set<Page>()
let complaints: string[] = []
let asked: string[] = []

test.beforeAll(({ browser }) => {
  visitors = new Visitors(browser, { viewport: DESKTOP })
})
test.afterAll(() => visitors.close())

/** The visitor's window; its console is listened to. */
async function windowOf({ visitor }: Place): Promise<Page> {
  const page = await visitors.window(visitor)
  if (!heard.has(page)) {
    heard.add(page)
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => asked.push(askedFor(request)))
  }
  return page
}

/** What a request asks for: the router asks one address for several parts of a page. */
function askedFor(request: Request): string {
  const { 'next-router-segment-prefetch': part = '', rsc } = request.headers()
  const address = new URL(request.url())
  address.searchParams.delete('_rsc')
  return rsc ? `${address.pathname}${address.search} ${part}` : ''
}

/** What of a page the router asked for more often than a page that changes meanwhile explains. */
function askedAgain(): string[] {
  const times = Map.groupBy(asked.filter(Boolean), (one) => one)
  return [...times].filter(([, { length }]) => length > 3).map(([one, { length }]) => `${one}: ${length} times`)
}

/** Where a page is; found once, by whoever may see it. */
async function addressOf(place: Place): Promise<string> {
  const address = addresses.get(place.route) ?? (await place.find(await windowOf(place)))
  addresses.set(place.route, address)
  return address
}

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]
type Axe = { run: (options: object) => Promise<{ violations: Violation[] }> }

/** One line a rule. */
function lines(violations: readonly Violation[]): string[] {
  const said = ({ html, failureSummary }: Violation['nodes'][number]) =>
    `${html.slice(0, 200)} (${failureSummary?.replace(/\s+/g, ' ')})`
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(said).join(' | ')}`)
}

/** What axe finds. */
async function findings(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  return lines((await axe.analyze()).violations)
}

/** What axe, which is in the page by now, finds in colours: they differ between the themes, nothing else does. */
const findingsInColours = async (page: Page): Promise<string[]> =>
  lines(
    await page.evaluate(async () => {
      const { axe } = window as typeof window & { axe: Axe }
      const runOnly = { type: 'rule', values: ['color-contrast'] }
      return (await axe.run({ runOnly, resultTypes: ['violations'] })).violations
    }),
  )

/** Turns the page to this theme; back when it is drawn in it. */
async function turnTo(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** How many pixels the page is wider than its window. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

for (const place of PLACES) {
  test(`${place.route} for ${place.visitor}`, async () => {
    const page = await windowOf(place)
    const address = await addressOf(place)
    complaints = []
    asked = []
    await turnTo(page, 'light')
    await page.setViewportSize(DESKTOP)
    const answer = await page.goto(address)
    expect(answer?.status()).toBe(200)
    await untilStill(page)
    expect(await page.getByRole('heading', { level: 1 }).count(), 'one h1').toBe(1)
    const title = await page.title()
    expect(titles.get(title), `nothing else has the title ${title}`).toBeUndefined()
    titles.set(title, place.route)
    expect(await findings(page), 'axe, light').toEqual([])
    await turnTo(page, 'dark')
    expect(await findingsInColours(page), 'axe, dark').toEqual([])
    await page.setViewportSize(PHONE)
    expect(await overflow(page), 'pixels beside the window of a phone').toBe(0)
    expect(askedAgain(), 'asked for again and again').toEqual([])
    expect(complaints, 'the console').toEqual([])
  })
}

/** What a request without following redirects is answered: the status, and where it leads. */
async function answerTo(request: APIRequestContext, address: string) {
  const answer = await request.get(address, { maxRedirects: 0 })
  const location = answer.headers().location
  return `${answer.status()}${location ? ` ${new URL(location, process.env.BASE_URL).pathname}` : ''}`
}

test('whoever is not signed in is sent to sign in, before anything of the page is sent', async ({ request }) => {
  const expected: Record<string, string> = {}
  const found: Record<string, string> = {}
  for (const place of PLACES) {
    expected[place.route] = ['member', 'staff'].includes(place.audience) ? '307 /sign-in' : '200'
    found[place.route] = await answerTo(request, await addressOf(place))
  }
  expect(found).toEqual(expected)
})

test('pages of the staff do not exist for a member, nor do things of somebody else', async () => {
  const { request } = (await visitors.window('Nia')).context()
  const strange = PLACES.filter(
    ({ route, audience }) => audience === 'staff' || (audience === 'member' && route.includes('[')),
  )
  expect(strange.length).toBeGreaterThan(10)
  const found: Record<string, string> = {}
  for (const place of strange) found[place.route] = await answerTo(request, await addressOf(place))
  expect(found).toEqual(Object.fromEntries(strange.map(({ route }) => [route, '404'])))
})

test('an id of nothing, and an id that is none, are 404', async () => {
  const things = PLACES.filter(({ route }) => route.includes('['))
  const found: Record<string, string> = {}
  for (const place of things) {
    const { request } = (await windowOf(place)).context()
    for (const id of [NO_SUCH_ID, 'nothing', '%00', '%F0%28']) {
      const address = place.route.replace(/\[\w+\]/, id)
      found[address] = await answerTo(request, address)
    }
  }
  expect(Object.entries(found).filter(([, answer]) => answer !== '404')).toEqual([])
})

/** What nobody who clicks ever asks, and what anybody can type behind an address that reads it. */
const NONSENSE = ['x', '%00', '%F0', '~~', '9'.repeat(40), `0~${'-'.repeat(36)}`, `1~${NO_SUCH_ID}`, 'constructor']
const READ = {
  '/projects': ['q', 'state', 'category', 'sort', 'after'],
  '/projects/[slug]/discussion': ['before', 'updatesBefore'],
  '/operators': ['after'],
  '/discussion': ['project', 'answer', 'report', 'correct'],
  '/sign-in': ['next', 'error'],
  '/sign-in/key': ['next'],
  '/apply/[id]': ['step', 'version'],
  '/complaints': ['project'],
  '/staff/audit': ['type', 'subject', 'before'],
  '/staff/discussion': ['project', 'post'],
  '/staff/people': ['search', 'role', 'after'],
  '/staff/verifications': ['queue'],
  '/local/stripe/[session]': ['declined'],
}

test('whatever is typed behind an address, its page is there', async () => {
  const reading = PLACES.filter(({ route }) =>
    readFileSync(`src/app${route === '/' ? '' : route}/page.tsx`, 'utf8').includes('searchParams'),
  )
  expect(reading.map(({ route }) => route)).toEqual(
    Object.keys(READ).toSorted((one, other) => one.localeCompare(other)),
  )
  const found: Record<string, string> = {}
  for (const place of reading) {
    const { request } = (await windowOf(place)).context()
    const address = await addressOf(place)
    for (const text of NONSENSE) {
      const asked = READ[place.route as keyof typeof READ].map((name) => `${name}=${text}&${name}=${text}`).join('&')
      const answer = await request.get(`${address}?${asked}`, { maxRedirects: 0 })
      // A page that breaks where it waited says so within an answer that began well.
      const broke = /\$RX\("|:E\{\\*"digest/.test(await answer.text())
      found[`${place.route}?${asked}`] = `${answer.status()}${broke ? ' broken' : ''}`
    }
  }
  expect(Object.entries(found).filter(([, answer]) => answer !== '200')).toEqual([])
})
