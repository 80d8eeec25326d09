import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { askForVerification } from './acts'
import { apiOf } from './people'
import { installWallet, newWallet, signInAs, signInWithWallet } from './wallet'

/** Who looks at a page: nobody signed in, or a person of the demo world, named by the first word of their name; `away`: for whom the staff's pages are closed again. */
export type Visitor = 'anybody' | 'Ines' | 'Olu' | 'Nia' | 'Rosa' | 'Rosa, away' | 'Chidi' | 'Ada'

/** For whom a page exists, as its own source says it (src/server/page.ts). */
export type Audience = 'public' | 'member' | 'staff' | 'local'

/** A page of the site, who looks at it, and where its address comes from. */
export type Place = {
  route: string
  audience: Audience
  visitor: Visitor
  find: (page: Page) => Promise<string>
}

const at = (path: string) => async () => path

/** The address behind the first link of a page that leads to such a place. */
const linkOn =
  (list: string, pattern: RegExp, text?: RegExp) =>
  async (page: Page): Promise<string> => {
    await page.goto(list)
    await untilStill(page)
    const links = page.getByRole('main').getByRole('link', text && { name: text })
    const addresses = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
    const address = addresses.find((href) => pattern.test(href))
    if (!address) throw new Error(`${list} links to nothing like ${pattern}`)
    return address
  }

/** Opens a payment at the stand-in for Stripe, as the site itself does, and returns where the payer is sent. */
async function openPayment(page: Page): Promise<string> {
  const { STRIPE_API_URL, STRIPE_SECRET_KEY, BASE_URL } = process.env
  const answer = await page.request.post(`${STRIPE_API_URL}/v1/checkout/sessions`, {
    headers: { authorization: `Bearer ${STRIPE_SECRET_KEY}` },
    form: {
      mode: 'payment',
      success_url: `${BASE_URL}/apply`,
      'line_items[0][quantity]': 1,
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': 5_000,
      'line_items[0][price_data][product_data][name]': 'Application fee',
    },
  })
  const { url } = await answer.json()
  return new URL(url).pathname
}

/** Opens a check at the stand-in of the identity provider, as the site itself does, and returns where its page is. */
async function openIdentityCheck(page: Page): Promise<string> {
  const { STRIPE_API_URL, STRIPE_SECRET_KEY, BASE_URL } = process.env
  const answer = await page.request.post(`${STRIPE_API_URL}/v1/identity/verification_sessions`, {
    headers: { authorization: `Bearer ${STRIPE_SECRET_KEY}`, 'idempotency-key': randomUUID() },
    form: { type: 'document', return_url: `${BASE_URL}/verify` },
  })
  const { url } = await answer.json()
  return new URL(url).pathname
}

/** Somebody new hands in a verification. */
async function handIn(page: Page, name: string, about?: { born: string; country: string }): Promise<void> {
  const context = await page.context().browser()!.newContext({ baseURL: process.env.BASE_URL })
  const person = { page: await context.newPage(), api: apiOf(context), complaints: [] }
  const wallet = newWallet()
  await installWallet(person.page, wallet)
  await signInWithWallet(person.page, wallet)
  await askForVerification(person, name, about)
  await context.close()
}

/** A verification that waits. When none does, somebody new hands one in. */
async function waitingVerification(page: Page): Promise<string> {
  const find = linkOn('/staff/verifications', /^\/staff\/verifications\/[^/]+$/)
  await page.goto('/staff/verifications')
  await untilStill(page)
  if (await page.getByText('Nothing waits').isVisible()) await handIn(page, 'Maria Example')
  return find(page)
}

/** A comparison that waits. When none does, somebody who is on an invented list hands in a verification. */
async function waitingHit(page: Page): Promise<string> {
  await page.goto('/staff/screening')
  await untilStill(page)
  if (await page.getByText('No hit waits').isVisible())
    await handIn(page, 'Velimir Zorkanov', { born: '1968-03-14', country: 'RS' })
  return linkOn('/staff/screening', /^\/staff\/screening\/[^/]+$/)(page)
}

/** A company that waits for its people. */
async function waitingCompany(page: Page): Promise<string> {
  return linkOn('/staff/companies', /^\/staff\/companies\/[^/]+$/)(page)
}

/** A complaint that waits; somebody who is not signed in files one. */
async function waitingComplaint(page: Page): Promise<string> {
  const context = await page.context().browser()!.newContext({ baseURL: process.env.BASE_URL })
  const { complaintId } = await apiOf(context).complaints.file.mutate({ topic: 'platform', what: 'It was slow.' })
  await context.close()
  return `/staff/complaints/${complaintId}`
}

/** The bounties of the one project of the demo world that has some. */
async function bountiesOfOwn(page: Page): Promise<string> {
  const { project } = await apiOf(page.context()).bounties.byId.query({
    roundId: (await linkOn('/bounties', /^\/bounties\/[^/]+$/)(page)).split('/').at(-1) ?? '',
  })
  if (!project) throw new Error('the bounty belongs to no project')
  return `/apply/${project.id}/bounties`
}

/** What cannot be told from the route itself: the address of one thing among many, or somebody in a particular state. */
const ADDRESSES: Record<string, Place['find']> = {
  '/projects/[slug]': linkOn('/projects', /^\/projects\/[^/?]+$/),
  '/projects/[slug]/discussion': async (page) =>
    `${await linkOn('/projects?q=Driftnet', /^\/projects\/[^/?]+$/)(page)}/discussion`,
  '/projects/[slug]/sheet': async (page) =>
    `${await linkOn('/projects?state=open', /^\/projects\/[^/?]+$/)(page)}/sheet`,
  '/operators/[wallet]': linkOn('/operators', /^\/operators\/[^/?]+$/),
  '/bounties/[id]': linkOn('/bounties', /^\/bounties\/[^/]+$/),
  '/apply/[id]/bounties': bountiesOfOwn,
  '/apply/[id]/bounties/[round]': async (page) =>
    linkOn(await bountiesOfOwn(page), /^\/apply\/[^/]+\/bounties\/[^/]+$/)(page),
  '/staff/bounties/[id]': linkOn('/staff/bounties', /^\/staff\/bounties\/[^/]+$/),
  '/rounds/[id]': linkOn('/rounds', /^\/rounds\/[^/]+$/),
  '/apply/[id]': linkOn('/apply', /^\/apply\/[^/]+$/),
  '/apply/[id]/company': async (page) => `${await linkOn('/apply', /^\/apply\/[^/]+$/)(page)}/company`,
  '/apply/[id]/raise': linkOn('/apply', /^\/apply\/[^/]+\/raise$/),
  '/local/identity/[session]': openIdentityCheck,
  '/local/stripe/[session]': openPayment,
  '/staff/applications/[id]': linkOn('/staff/applications', /^\/staff\/applications\/[^/]+$/),
  '/staff/complaints/[id]': waitingComplaint,
  '/staff/companies/[id]': waitingCompany,
  '/staff/bonus/[id]': linkOn('/staff/bonus', /^\/staff\/bonus\/[^/]+$/),
  '/staff/screening/[id]': waitingHit,
  '/staff/verifications/[id]': waitingVerification,
}

const VISITORS: readonly (readonly [RegExp, Visitor])[] = [
  [/^\/staff\/(people|audit|treasury|views)$/, 'Ada'],
  [/^\/staff\/erasures$/, 'Chidi'],
  [/^\/sign-in\/key$/, 'Rosa, away'],
  [/^\/staff/, 'Rosa'],
  [/^\/apply/, 'Ines'],
  [/^\/(verify|protection)$/, 'Nia'],
  [/^\/(portfolio|account|complaints\/mine|discussion)$/, 'Olu'],
]

function audienceOf(file: string): Audience {
  const asked = /\b(public|member|staff|local)Page\(/.exec(readFileSync(file, 'utf8'))?.[1]
  if (!asked) throw new Error(`${file} does not say for whom it is`)
  return asked as Audience
}

/** Every page that the site has, read from its folders, so that a new page cannot be forgotten. */
export const PLACES: readonly Place[] = globSync('src/app/**/page.tsx')
  .map((file) => ({ file, route: file.replace(/^src\/app|\/page\.tsx$/g, '') || '/' }))
  .toSorted((one, other) => one.route.localeCompare(other.route))
  .map(({ file, route }) => ({
    route,
    audience: audienceOf(file),
    visitor: VISITORS.find(([pattern]) => pattern.test(route))?.[1] ?? 'anybody',
    find: ADDRESSES[route] ?? at(route),
  }))

/** One browser window for each visitor, who signs in once; it goes from page to page. */
export class Visitors {
  private readonly windows = new Map<Visitor, Page>()

  constructor(
    private readonly browser: Browser,
    private readonly options: BrowserContextOptions = {},
  ) {}

  /** The window of this visitor, opened at the first call. */
  async window(visitor: Visitor): Promise<Page> {
    const open = this.windows.get(visitor)
    if (open) return open
    const context = await this.browser.newContext({ baseURL: process.env.BASE_URL, ...this.options })
    const page = await context.newPage()
    if (visitor !== 'anybody') await signInAs(page, visitor.replace(', away', ''))
    if (visitor === 'Rosa, away') await context.clearCookies({ name: 'flotilla-staff' })
    this.windows.set(visitor, page)
    return page
  }

  async close(): Promise<void> {
    for (const page of this.windows.values()) await page.context().close()
    this.windows.clear()
  }
}

/** Waits until the islands of a page have what they asked for: nothing says any more that it loads, and clicks are heard. */
export async function untilStill(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const says = [...document.querySelectorAll('[role=status]')].some((one) => one.textContent.trimEnd().endsWith('…'))
    return document.readyState === 'complete' && !says && !document.querySelector('[aria-busy=true]')
  })
  await page.evaluate(() => document.fonts.ready)
}
