import path from 'node:path'
import type { Page } from '@playwright/test'
import { untilStill } from '../support/places'

const FOLDER = process.env.SHOTS_DIR ?? '.shots'
const LOOKS = {
  desktop: { width: 1280, height: 800, colorScheme: 'light' },
  dark: { width: 1280, height: 800, colorScheme: 'dark' },
  phone: { width: 390, height: 844, colorScheme: 'light' },
} as const

/** Takes a page's picture in every look, the window as high as the page: what is fixed to its foot stands at the foot of the picture. */
export async function picture(page: Page, name: string): Promise<void> {
  await untilStill(page)
  for (const [look, { width, height, colorScheme }] of Object.entries(LOOKS)) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    const whole = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width, height: whole })
    await page.screenshot({ path: path.join(FOLDER, `${name}.${look}.png`) })
  }
}
