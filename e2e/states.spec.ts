import { expect, type Page, test } from '@playwright/test'
import pg from 'pg'
import { startPostgres } from '../tools/postgres.mjs'
import { installWallet, newWallet, signInWithWallet } from './support/wallet'

/** Signs somebody in who has done nothing here yet. */
async function newcomer(page: Page, next?: string): Promise<void> {
  const wallet = newWallet()
  await installWallet(page, wallet)
  await signInWithWallet(page, wallet, next)
}

test('whoever is new is told on every page what it is for and what to do first', async ({ page }) => {
  await newcomer(page, '/portfolio')
  const main = page.getByRole('main')
  await expect(main.getByText('No positions yet')).toBeVisible()
  await main.getByRole('link', { name: 'See the open raises' }).click()
  await expect(page).toHaveURL(/\/projects\?state=open$/)
  await page.goto('/projects?q=no-such-project')
  await expect(main.getByText('No project matches')).toBeVisible()
  await main.getByRole('link', { name: 'Show all' }).click()
  await expect(main.getByText('No project matches')).toHaveCount(0)
  await page.goto('/apply')
  await expect(main.getByText('You have not applied yet')).toBeVisible()
  await expect(main.getByRole('button', { name: 'Start an application' })).toBeEnabled()
  await page.goto('/verify')
  await expect(main.getByRole('button', { name: 'Start' })).toBeEnabled()
  await page.goto('/nothing-here')
  await expect(main.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible()
})

/** Holds a lock on a table, so that whoever reads it waits. */
async function holdTable(table: string) {
  const { url } = await startPostgres({ folder: process.env.DATA_DIR ?? '' }) // finds the one that runs
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ${table} in access exclusive mode`)
  return {
    /** Takes the table away: what waits for it fails, and the database is well. */
    async takeAway() {
      await client.query(`alter table ${table} rename to ${table}_gone`)
      await client.query('commit')
    },
    async giveBack() {
      await client.query('rollback') // where it was never taken away
      await client.query(`alter table if exists ${table}_gone rename to ${table}`)
      await client.end()
    },
  }
}

test('a page that waits says for what; one that fails says so and can be tried again', async ({ page }) => {
  await newcomer(page)
  const main = page.getByRole('main')
  const table = await holdTable('application')
  try {
    await page.goto('/apply', { waitUntil: 'commit' })
    await expect(main.getByRole('heading', { name: 'My applications' })).toBeVisible()
    await expect(main.getByText('Loading your applications…')).toBeVisible()
    await table.takeAway()
    await expect(main.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
    await expect(main).toContainText('Nothing was sent or changed by that')
    await expect(main).not.toContainText(/select|prisma|\bat .*[.](ts|js):\d/i)
  } finally {
    await table.giveBack()
  }
  await main.getByRole('button', { name: 'Try again' }).click()
  await expect(main.getByText('You have not applied yet')).toBeVisible()
})

test('a public page that is slow to come says that it is on its way', async ({ page }) => {
  await page.goto('/about')
  const slow = Promise.withResolvers<void>()
  await page.route(
    (url) => url.pathname === '/rounds',
    async (route) => {
      await slow.promise
      await route.continue()
    },
  )
  await page.getByRole('navigation').getByRole('link', { name: 'Rounds' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Loading the page' })).toBeVisible()
  slow.resolve()
  await expect(page.getByRole('heading', { name: 'Bonus rounds', level: 1 })).toBeVisible()
  await expect(page.getByText('Loading the page')).toHaveCount(0)
})
