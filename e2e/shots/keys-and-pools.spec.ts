import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, expect, test } from '@playwright/test'
import { openDatabase } from '@/server/db'
import { readSigner } from '@/server/signers'
import { confirmedRound, someWallet } from '@/test/rounds-world'
import { processArgs } from '../../tools/build.mjs'
import { newKey } from '../../tools/keys.mjs'
import { freePort } from '../../tools/port.mjs'
import { FINAL } from '../support/acts'
import { minuteOf } from '../support/application'
import { fund } from '../support/chain'
import { apiOf, type Person, staffMember } from '../support/people'
import { signInAs } from '../support/wallet'
import { picture } from './picture'

test.use({ trace: 'off' })

const root = path.resolve(import.meta.dirname, '../..')
const DESKTOP = { width: 1280, height: 800 }

async function pictureOf({ page }: Pick<Person, 'page'>, address: string, name: string): Promise<void> {
  await page.setViewportSize(DESKTOP)
  await page.goto(address)
  await picture(page, name)
}

/** A second site of this world, whose cosigner is another key than that of its raises. */
async function siteWithNewCosigner() {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const file = test.info().outputPath('cosigner.json')
  writeFileSync(file, JSON.stringify(newKey()), { mode: 0o600 })
  const { publicKey } = readSigner(process.env.COSIGNER_KEY_FILE ?? '')
  const keys = { COSIGNER_KEY_FILE: file, FORMER_COSIGNERS: publicKey }
  const env = { ...process.env, PORT: String(port), SITE_URL: url, NEXTAUTH_URL: url, ...keys }
  const site = spawn(process.execPath, processArgs('main'), { cwd: root, env, stdio: 'inherit' })
  await expect.poll(async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok, FINAL).toBe(true)
  const stop = async () => {
    site.kill()
    await once(site, 'exit')
  }
  return { url, stop }
}

test('a key that is replaced', async ({ browser }) => {
  test.setTimeout(300_000)
  const [rosa, chidi] = [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')]
  const site = await siteWithNewCosigner()
  try {
    const staff = `${site.url}/staff/raises`
    await pictureOf(rosa, staff, 'rotate-raises')
    await rosa.page.setViewportSize(DESKTOP)
    await rosa.page.getByRole('button', { name: 'Replace a key…' }).first().click()
    const dialog = rosa.page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('The machine that held it was given back.')
    await picture(rosa.page, 'rotate-propose')
    await rosa.page.setViewportSize(DESKTOP)
    await dialog.getByRole('button', { name: 'Propose to a second person' }).click()
    await expect(dialog).toBeHidden()
    await pictureOf(chidi, staff, 'rotate-proposed')
    await chidi.page.setViewportSize(DESKTOP)
    await chidi.page.getByRole('button', { name: 'Confirm; the guardian signs' }).click()
    await expect(chidi.page.getByRole('heading', { name: 'Waiting for signatures' })).toBeVisible(FINAL)
    await pictureOf(chidi, staff, 'rotate-signing')
  } finally {
    await site.stop()
  }
})

async function demoPerson(browser: Browser, name: string): Promise<Person> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signInAs(page, name)
  return { page, api: apiOf(context), complaints: [] }
}

test('the pool of a bounty, from the form of its payment to its end', async ({ browser }) => {
  test.setTimeout(300_000)
  const ines = await demoPerson(browser, 'Ines (issuer)')
  const [rosa, chidi] = [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')]
  const { page } = ines
  const { cards } = await ines.api.raises.list.query({ search: 'Harbour Storage', sort: 'newest', take: 48 })
  const { projectId } = cards.find(({ title }) => title === 'Harbour Storage')!
  const { now } = await ines.api.local.time.query()
  await page.goto(`/apply/${projectId}/bounties`)
  await page.getByLabel('Kind of task').selectOption({ label: 'AI-agent task, judged by test cases' })
  const fields = {
    ...{ Title: 'A pool to look at', 'In one sentence': 'A small task.', 'What is to be done': 'Do it well.' },
    ...{
      'Days for handing in': '1',
      'Days for each step of the audit': '1',
      'Auditors for each work and each appeal': '1',
    },
    ...{ 'Opens (UTC)': minuteOf(new Date(now.getTime() + 30 * 60_000)), 'Pool in HARB': '100' },
    ...{ 'HARB for each passed test': '40', 'What goes in': '2 + 2', 'What must come out, exactly': '4' },
  }
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
  await picture(page, 'pool-propose')
  await page.setViewportSize(DESKTOP)
  await page.getByRole('button', { name: 'Propose the task' }).click()
  await page.waitForURL(/\/bounties\/[0-9a-f-]{36}$/)
  const address = new URL(page.url()).pathname
  const roundId = address.split('/').at(-1)!
  for (const { api } of [rosa, chidi]) {
    const { sheetDigest: digest } = await api.bounties.forStaff.query({ roundId })
    await api.consensus.approveSheet.mutate({ roundId, digest })
  }
  await pictureOf(ines, address, 'pool-form')
  await page.setViewportSize(DESKTOP)
  await page.getByRole('button', { name: 'Review the payment' }).click()
  await expect(page.getByRole('button', { name: 'Sign with the wallet' })).toBeVisible(FINAL)
  await picture(page, 'pool-review')
  await page.setViewportSize(DESKTOP)
  await page.getByRole('button', { name: 'Sign with the wallet' }).click()
  await expect(page.getByText('Final', { exact: true })).toBeVisible(FINAL)
  await picture(page, 'pool-final')
  await pictureOf(ines, address, 'pool-paid')
})

test('a round that the treasury pays directly', async ({ browser }) => {
  test.setTimeout(300_000)
  const rosa = await staffMember(browser, 'Rosa')
  const { DATABASE_URL, TREASURY, GUARDIAN } = process.env
  const { db, pool } = openDatabase(DATABASE_URL!)
  const recipients = [someWallet(), someWallet(), someWallet()]
  for (const wallet of recipients) await fund(wallet, 1n)
  const poster = { programId: someWallet(), operator: TREASURY!, guardian: GUARDIAN! }
  const roundId = await confirmedRound(db, { recipients, pool: '6', poster, plainWallets: new Set(recipients) })
  // The projects of that round have raises on paper only; nobody is to look for them on the chain.
  await db.raise.updateMany({ where: { slot: 1 }, data: { state: 'closed', closedAt: new Date() } })
  await pictureOf(rosa, `/staff/bonus/${roundId}`, 'direct-staff')
  const paid = async () => (await rosa.api.rounds.forStaff.query({ roundId })).state
  await expect.poll(paid, FINAL).toBe('paid')
  await pictureOf(rosa, `/rounds/${roundId}`, 'direct-paid')
  await db.$disconnect()
  await pool.end()
})
