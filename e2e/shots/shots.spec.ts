import { type Page, test } from '@playwright/test'
import { PLACES, type Visitor, Visitors } from '../support/places'
import { picture } from './picture'

test.use({ trace: 'off' })

type Shot = { route: string; visitor: Visitor; find: (page: Page) => Promise<string> }

const STATES = ['upcoming', 'paused', 'succeeded', 'failed', 'cancelled', 'closed']

const projectIn = (state: string) => async (page: Page) => {
  await page.goto(`/projects?state=${state}`)
  const link = page.getByRole('main').getByRole('article').getByRole('link').first()
  return (await link.getAttribute('href')) ?? ''
}

/** A step of the form of the application that waits for changes. */
const stepOf = (step: string) => async (page: Page) => {
  await page.goto('/apply')
  const link = page.getByRole('main').getByRole('link', { name: 'Buoy Weather' })
  return `${await link.getAttribute('href')}?step=${step}`
}

/** What the folders do not tell: steps of one form, one page in several states, an address where nothing is. */
const MORE: readonly Shot[] = [
  { route: '/nothing', visitor: 'anybody', find: async () => '/nothing-here' },
  { route: '/sign-in/linked', visitor: 'anybody', find: async () => '/sign-in/link#person=1&token=2' },
  { route: '/portfolio/empty', visitor: 'Nia', find: async () => '/portfolio' },
  ...['open', ...STATES].map(
    (state): Shot => ({ route: `/projects/${state}`, visitor: 'Olu', find: projectIn(state) }),
  ),
  ...['team', 'budget', 'tokenomics', 'token', 'terms', 'tranches', 'sheet', 'documents', 'preview', 'submit'].map(
    (step): Shot => ({ route: `/apply/${step}`, visitor: 'Ines', find: stepOf(step) }),
  ),
]

/** Shared by all pictures, so that everybody signs in once. */
let visitors: Visitors | undefined
test.afterAll(() => visitors?.close())

const nameOf = (route: string) =>
  route === '/'
    ? 'home'
    : route
        .slice(1)
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replace(/-$/, '')

for (const { route, visitor, find } of [...PLACES, ...MORE]) {
  test(`${route} as ${visitor}`, async ({ browser }) => {
    visitors ??= new Visitors(browser)
    const page = await visitors.window(visitor)
    const address = await find(page)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(address)
    await picture(page, nameOf(route))
  })
}
