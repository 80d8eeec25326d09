import { globSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { signInAs } from './wallet'

/** Who looks at a page: nobody signed in, or a person of the demo world, named by the first word of their name. */
export type Visitor = 'anybody' | 'Ines' | 'Olu' | 'Nia' | 'Rosa' | 'Ada'

/** A page of the site, who looks at it, and where its address comes from. */
export type Place = { route: string; visitor: Visitor; find: (page: Page) => Promise<string> }

const at = (path: string) => async () => path

/** The address behind the first link of a page that leads to such a place. */
const linkOn =
  (list: string, pattern: RegExp, text?: RegExp) =>
  async (page: Page): Promise<string> => {
    await page.goto(list)
    const links = page.getByRole('main').getByRole('link', text && { name: text })
    await links.first().waitFor()
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

/** What cannot be told from the route itself: the address of one thing among many, or somebody in a particular state. */
const ADDRESSES: Record<string, Place['find']> = {
  '/projects/[slug]': linkOn('/projects', /^\/projects\/[^/?]+$/),
  '/rounds/[id]': linkOn('/rounds', /^\/rounds\/[^/]+$/),
  '/apply/[id]': linkOn('/apply', /^\/apply\/[^/]+$/),
  '/apply/[id]/raise': linkOn('/apply', /^\/apply\/[^/]+\/raise$/),
  '/local/stripe/[session]': openPayment,
  '/staff/applications/[id]': linkOn('/staff/applications', /^\/staff\/applications\/[^/]+$/),
  '/staff/bonus/[id]': linkOn('/staff/bonus', /^\/staff\/bonus\/[^/]+$/),
  '/staff/verifications/[id]': linkOn('/staff/verifications', /^\/staff\/verifications\/[^/]+$/),
}

const VISITORS: readonly (readonly [RegExp, Visitor])[] = [
  [/^\/staff\/(people|audit|treasury)$/, 'Ada'],
  [/^\/staff|^\/sign-in\/code$/, 'Rosa'],
  [/^\/apply/, 'Ines'],
  [/^\/verify$/, 'Nia'],
  [/^\/(portfolio|account)$/, 'Olu'],
]

/** Every page that the site has, read from its folders, so that a new page cannot be forgotten. */
export const PLACES: readonly Place[] = globSync('src/app/**/page.tsx')
  .map((file) => file.replace(/^src\/app|\/page\.tsx$/g, '') || '/')
  .toSorted()
  .map((route) => ({
    route,
    visitor: VISITORS.find(([pattern]) => pattern.test(route))?.[1] ?? 'anybody',
    find: ADDRESSES[route] ?? at(route),
  }))

/** A browser window for each visitor, signed in once. */
export class Visitors {
  private readonly states = new Map<Visitor, BrowserContextOptions['storageState']>()

  constructor(private readonly browser: Browser) {}

  /** A new page of this visitor; whoever opens it closes its context. */
  async page(visitor: Visitor, options: BrowserContextOptions = {}): Promise<Page> {
    const storageState = visitor === 'anybody' ? undefined : (this.states.get(visitor) ?? (await this.signIn(visitor)))
    const context = await this.browser.newContext({ baseURL: process.env.BASE_URL, ...options, storageState })
    return context.newPage()
  }

  private async signIn(visitor: Visitor): Promise<BrowserContextOptions['storageState']> {
    const context = await this.browser.newContext({ baseURL: process.env.BASE_URL })
    await signInAs(await context.newPage(), visitor)
    const state = await context.storageState()
    await context.close()
    this.states.set(visitor, state)
    return state
  }
}

/** Waits until the islands of a page have what they asked for: nothing says any more that it loads. */
export async function untilStill(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
}
