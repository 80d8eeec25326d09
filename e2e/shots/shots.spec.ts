import path from 'node:path'
import { type Page, test } from '@playwright/test'
import { PLACES, untilStill, type Visitor, Visitors } from '../support/places'

test.use({ trace: 'off' })

const FOLDER = process.env.SHOTS_DIR ?? '.shots'
const LOOKS = {
  desktop: { width: 1280, height: 800, colorScheme: 'light' },
  dark: { width: 1280, height: 800, colorScheme: 'dark' },
  phone: { width: 390, height: 844, colorScheme: 'light' },
} as const

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

/** Makes the window as high as the page, so that what is fixed to its foot stands at the foot of the picture. */
async function growToContent(page: Page, width: number): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height })
}

for (const { route, visitor, find } of [...PLACES, ...MORE]) {
  test(`${route} as ${visitor}`, async ({ browser }) => {
    visitors ??= new Visitors(browser)
    const page = await visitors.window(visitor)
    const address = await find(page)
    await page.setViewportSize(LOOKS.desktop)
    await page.goto(address)
    await untilStill(page)
    for (const [look, { width, height, colorScheme }] of Object.entries(LOOKS)) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height })
      await growToContent(page, width)
      await page.screenshot({ path: path.join(FOLDER, `${nameOf(route)}.${look}.png`) })
    }
  })
}
