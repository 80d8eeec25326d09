import { type Browser, expect, test } from '@playwright/test'
import pg from 'pg'
import { SORTS, type Sort } from '@/domains/raises/rules/phase'
import { fileProblems } from '@/domains/reputation/rules/file'
import { reputationFile } from '@/domains/reputation/schema'
import { apiOf, type Person } from './support/people'
import { signInAs } from './support/wallet'

/** What the list says of each project: where its raise stands, and whole percent of the minimum. */
const RAISES = {
  'Current Batteries': ['upcoming', 0],
  'Driftnet Compute': ['open', 30],
  'Beacon Maps': ['open', 320],
  'Mooring VPN': ['paused', 50],
  'Keel Indexer': ['open', 112],
  'Harbour Storage': ['succeeded', 150],
  'Tidewatch Sensors': ['failed', 5],
  'Windward Meters': ['cancelled', 10],
  'Lighthouse Relay': ['closed', 140],
} as const

const DAY_MS = 86_400_000

/** The procedures as somebody of the demo world may call them, signed in with one click. */
async function apiAs(browser: Browser, name: string): Promise<Person['api']> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signInAs(page, name)
  await page.close()
  return apiOf(context)
}

test('nine raises stand where the demo world says, and every book agrees with the chain', async ({ browser }) => {
  const api = await apiAs(browser, 'Rosa (reviewer)')
  const { cards } = await api.raises.list.query({ sort: 'newest', take: 48 })
  const demo = new Map(cards.filter(({ title }) => title in RAISES).map((card) => [card.title, card]))
  const percentOf = ({ committed, minimum }: { committed: bigint; minimum: bigint }) =>
    Number((committed * 100n) / minimum)
  const found = [...demo].map(([title, card]) => [title, [card.phase, percentOf(card)]])
  expect(Object.fromEntries(found)).toEqual(RAISES)

  const raiseOf = async (title: keyof typeof RAISES) =>
    (await api.raises.bySlug.query({ slug: demo.get(title)?.slug ?? '' }))?.raise
  const { now } = await api.local.time.query()
  expect(demo.get('Beacon Maps')!.committed).toBeGreaterThan(demo.get('Beacon Maps')!.cap)
  expect(demo.get('Keel Indexer')!.closesAt.getTime() - now.getTime()).toBeLessThan(DAY_MS)
  const failed = await raiseOf('Tidewatch Sensors')
  expect(failed?.returned).toBe(failed?.committed)
  const cancelled = await raiseOf('Windward Meters')
  expect(cancelled?.returned).toBe(cancelled?.committed)
  const vesting = await raiseOf('Harbour Storage')
  expect(vesting?.settledAt).not.toBeNull()
  expect(vesting?.released).toBe(vesting?.committed)
  const { orders } = await api.raises.staff.query()
  const decided = orders.filter(({ state }) => state === 'done')
  expect(decided.map(({ act, raiseAddress }) => [act, raiseAddress])).toEqual(
    expect.arrayContaining([
      ['pause', demo.get('Mooring VPN')!.raise],
      ['cancel', demo.get('Windward Meters')!.raise],
    ]),
  )
  const { raises: books } = await api.raises.reconciliations.query()
  expect(books.filter(({ title }) => title && title in RAISES).length).toBe(Object.keys(RAISES).length - 1)
  expect(books.filter(({ comparison }) => !comparison?.ok)).toEqual([])
})

/** What each order of the list sorts by, rising; newest first is asked of the database, as cards do not show it. */
type Card = Awaited<ReturnType<Person['api']['raises']['list']['query']>>['cards'][number]
const runs = ({ phase }: Card) => ['open', 'paused', 'upcoming'].includes(phase)
const RISING: Record<Exclude<Sort, 'newest'>, (card: Card) => number> = {
  closing: (card) => (runs(card) ? card.closesAt.getTime() : 1e15 - card.closesAt.getTime()),
  raised: ({ committed, asset }) => -Number(committed) / 10 ** asset.decimals,
  percent: ({ committed, cap }) => -Number((committed * 10n ** 9n) / cap),
  backers: ({ backers }) => -backers,
}

async function newestFirst(): Promise<string[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  const { rows } = await client.query<{ slug: string }>(`select slug from listing order by listed_at desc, project_id`)
  await client.end()
  return rows.map(({ slug }) => slug)
}

test('the list is found by words, state and category, in every order, page by page; what is asked stands in the address', async ({
  browser,
  page,
}) => {
  const { raises } = await apiAs(browser, 'Rosa (reviewer)')
  const list = async (query: Parameters<typeof raises.list.query>[0]) => (await raises.list.query(query)).cards
  const slugs = (cards: readonly Card[]) => cards.map(({ slug }) => slug)
  const whole = await list({ take: 48 })

  for (const sort of SORTS) {
    const paged: Card[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { cards, next } = await raises.list.query({ sort, take: 2, ...(cursor && { cursor }) })
      paged.push(...cards)
      cursor = next
    }
    expect(slugs(paged).toSorted(), sort).toEqual(slugs(whole).toSorted())
    if (sort === 'newest') expect(slugs(paged)).toEqual(await newestFirst())
    else expect(paged.map(RISING[sort]), sort).toEqual(paged.map(RISING[sort]).toSorted((one, other) => one - other))
  }

  for (const { phase, category } of whole) {
    const fits = (card: Card) => card.phase === phase && card.category === category
    expect(slugs(await list({ phase, category, take: 48 })), `${phase} ${category}`).toEqual(slugs(whole.filter(fits)))
  }
  const { category } = whole.find(({ title }) => title === 'Harbour Storage')!
  expect(slugs(await list({ search: 'HARBOUR st' }))).toEqual(['harbour-storage'])
  expect(await list({ search: '%' })).toEqual([])

  await page.goto('/projects')
  await page.getByLabel('Search').fill('harbour')
  await page.getByLabel('State').selectOption('succeeded')
  await page.getByLabel('Category').selectOption(category)
  await page.getByLabel('Order').selectOption('raised')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page).toHaveURL(`/projects?q=harbour&state=succeeded&category=${category}&sort=raised`)
  await page.reload()
  await expect(page.getByRole('article')).toHaveCount(1)
  await expect(page.getByRole('link', { name: 'Harbour Storage' })).toBeVisible()
  await expect(page.getByLabel('Order')).toHaveValue('raised')
  const { next } = await raises.list.query({ sort: 'newest', take: 2 })
  await page.goto(`/projects?sort=newest&after=${next}`)
  await expect(page.getByRole('article')).toHaveCount(whole.length - 2)
})

test('three applications are under way, two bonus rounds, one verification, and three operators have proven a key', async ({
  browser,
}) => {
  const staff = await apiAs(browser, 'Rosa (reviewer)')
  const everybody = (...names: string[]) => Promise.all(names.map((name) => apiAs(browser, name)))
  const issuers = await everybody('Ines (issuer)', 'Ivo (issuer)')
  const mine = await Promise.all(issuers.map(({ projects }) => projects.mine.query()))
  expect(Object.fromEntries(mine.flat().map(({ title, state }) => [title, state]))).toMatchObject({
    ...{ 'Anchor Backups': 'draft', 'Sextant Time': 'in_review', 'Buoy Weather': 'changes_requested' },
    ...Object.fromEntries(Object.keys(RAISES).map((title) => [title, 'approved'])),
  })
  const rounds = await staff.bonus.list.query()
  expect(rounds.find(({ title }) => title === 'Spring bonus')).toMatchObject({ state: 'paid' })
  expect(rounds.find(({ title }) => title === 'Summer bonus')).toMatchObject({ state: 'submission' })
  expect((await staff.compliance.queue.query()).length).toBeGreaterThan(0)
  const operators = await everybody('Olu (operator)', 'Petra (operator)', 'Quentin (operator)', 'Nia (operator)')
  const proven = await Promise.all(operators.map(({ compliance }) => compliance.operatorStatus.query()))
  expect(proven.map(({ verified }) => verified)).toEqual([true, true, true, false])
  expect(new Set(proven.flatMap(({ task }) => task ?? [])).size).toBe(2)
})

test('two members show a wallet: its page has the slot of the reading, and the exported file gives the same scores', async ({
  browser,
  request,
}) => {
  const api = await apiAs(browser, 'Rosa (reviewer)')
  const { profiles } = await api.reputation.list.query({})
  expect(profiles.length).toBeGreaterThanOrEqual(2)
  const read = await Promise.all(profiles.map(({ wallet }) => api.compliance.walletStatus.query({ wallet })))
  const proven = profiles[read.findIndex(({ verified }) => verified)]!
  const { slot } = await api.compliance.walletStatus.query({ wallet: proven.wallet })
  expect(slot).toBeGreaterThan(0n)
  expect(proven.scores.find(({ dimension }) => dimension === 'stake')?.score).toBeGreaterThan(0n)
  const page = await request.get(`/operators/${proven.wallet}`)
  expect(await page.text()).toContain(slot!.toString())
  for (const { wallet } of profiles) {
    const file = reputationFile.parse(await (await request.get(`/api/reputation/${wallet}`)).json())
    expect(file.wallet).toBe(wallet)
    expect(fileProblems(file).problems).toEqual([])
  }
})
