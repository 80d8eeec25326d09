import path from 'node:path'
import { type BrowserContextOptions, type Page, test } from '@playwright/test'
import { PLACES, type Place, untilStill, Visitors } from '../support/places'

const FOLDER = process.env.SHOTS_DIR ?? '.shots'
const LOOKS: Record<string, BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
}

/** What the folders do not tell: steps of one form, one page in several states, an address where nothing is. */
const MORE: readonly Place[] = [
  { route: '/nothing', visitor: 'anybody', find: async () => '/nothing-here' },
  { route: '/sign-in/linked', visitor: 'anybody', find: async () => '/sign-in/link#person=1&token=2' },
  ...['upcoming', 'paused', 'succeeded', 'failed', 'cancelled', 'closed'].map(
    (state): Place => ({
      route: `/projects/${state}`,
      visitor: 'Olu',
      find: async (page) => {
        await page.goto(`/projects?state=${state}`)
        const link = page.getByRole('main').getByRole('article').getByRole('link').first()
        return (await link.getAttribute('href', { timeout: 5_000 })) ?? ''
      },
    }),
  ),
]

/** Shared by all tests of this file, so that everybody signs in once. */
let visitors: Visitors | undefined

const nameOf = (route: string) =>
  route === '/'
    ? 'home'
    : route
        .slice(1)
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replace(/-$/, '')

/** Makes the window as high as the page, so that what is fixed to its foot stands at the foot of the picture. */
async function growToContent(page: Page): Promise<void> {
  const { width } = page.viewportSize() ?? { width: 1_280 }
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height })
}

for (const place of [...PLACES, ...MORE]) {
  test(`${place.route} as ${place.visitor}`, async ({ browser }) => {
    visitors ??= new Visitors(browser)
    const finder = await visitors.page(place.visitor)
    const address = await place.find(finder)
    await finder.context().close()
    for (const [look, options] of Object.entries(LOOKS)) {
      const page = await visitors.page(place.visitor, options)
      await page.goto(address)
      await untilStill(page)
      await growToContent(page)
      await page.screenshot({ path: path.join(FOLDER, `${nameOf(place.route)}.${look}.png`), fullPage: true })
      await page.context().close()
    }
  })
}
