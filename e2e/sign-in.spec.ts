import { expect, type Page, test } from '@playwright/test'
import { generateSync } from 'otplib'
import decodeQR from 'qr/decode.js'
import { reviewAndSign } from './support/acts'
import { KOII } from './support/chain'
import { addAuthenticator, apiOf, mailedLink, nameAndMakePasskey, staffMember, walletOwner } from './support/people'
import { declineIn, installWallet, newWallet, signInWithWallet } from './support/wallet'

test('a wallet signs in, is remembered, and signs out', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  const wallet = newWallet()
  await installWallet(page, wallet)
  await signInWithWallet(page, wallet)
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()
  await expect(page.getByTitle(wallet.address).first()).toBeVisible()
  await page.reload()
  await expect(page.getByText('this browser')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Faccount$/)
  expect(complaints).toEqual([])
})

test('a wallet that declines leaves a sentence and no session', async ({ page }) => {
  const wallet = newWallet()
  await installWallet(page, wallet)
  await page.goto('/sign-in')
  await declineIn(page, 'signMessage')
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await page.getByRole('dialog').getByRole('button', { name: wallet.name }).click()
  await expect(page.getByText('You declined in the wallet. Nothing was sent.')).toBeVisible()
  expect((await page.context().cookies()).filter(({ name }) => name.includes('session-token'))).toEqual([])
})

test('the link of a stranger and the link of staff get the same answer', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('nobody@example.org')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('Look into your mailbox')).toBeVisible()
  await page.goto('/local/mailbox')
  await expect(page.getByText('nobody@example.org')).toHaveCount(0)
})

/** What a camera would read from the QR code on the page. */
async function readQrCode(page: Page): Promise<string> {
  const drawn = page.getByRole('img', { name: 'The key for your authenticator' })
  const data = await drawn.evaluate(async (svg) => {
    const image = new Image(480, 480)
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`
    await image.decode()
    const pen = Object.assign(document.createElement('canvas'), { width: 480, height: 480 }).getContext('2d')
    pen?.drawImage(image, 0, 0, 480, 480)
    return [...(pen?.getImageData(0, 0, 480, 480).data ?? [])]
  })
  return decodeQR({ width: 480, height: 480, data: Uint8ClampedArray.from(data) })
}

test('staff follow the link in the mailbox, make a passkey, show it for an act and sign in with it', async ({
  page,
}) => {
  await addAuthenticator(page)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('ada@flotilla.local')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('Look into your mailbox')).toBeVisible()
  await page.goto('/local/mailbox')
  const link =
    (await page
      .getByRole('link', { name: /sign-in\/link#/ })
      .first()
      .getAttribute('href')) ?? ''
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Make your first passkey' })).toBeVisible()
  await nameAndMakePasskey(page)
  await expect(page.getByRole('heading', { name: 'Staff', exact: true })).toBeVisible()

  // An act that counts asks for the key once more, and goes on by itself.
  await page.goto('/staff/people')
  await expect(page.getByRole('cell', { name: 'Rosa (reviewer)', exact: true })).toBeVisible()
  const name = `Kofi ${Date.now().toString(36)}`
  await page.getByLabel('Display name').fill(name)
  await page.getByLabel('E-mail', { exact: true }).fill(`${name.replace(' ', '-').toLowerCase()}@flotilla.local`)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const asked = page.getByRole('dialog', { name: 'Is it you?' })
  await asked.getByRole('button', { name: 'Show my passkey' }).click()
  await expect(page.getByText(`${name} was added.`)).toBeVisible()
  await expect(asked).toHaveCount(0)
  await page.goto('/staff/audit?type=identity.')
  await expect(page.getByRole('cell', { name: 'identity.passkeyShown' }).first()).toBeVisible()

  // The link was used up: opened once more, it signs nobody in. The passkey does.
  await page.getByRole('button', { name: 'Sign out' }).click()
  // Signing out ends with a way to the front page: whoever goes elsewhere before that is brought back to it.
  await page.waitForURL('/')
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('This link was used before')).toBeVisible()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL('/staff')
  await page.goto('/account')
  await expect(page.getByText('Signed in with a passkey')).toBeVisible()
  await expect(page.getByText('Work laptop', { exact: true })).toBeVisible()
})

test('two people allow a colleague one-time codes until a day, who sets up an authenticator', async ({ browser }) => {
  const admin = await staffMember(browser, 'Ada (admin)')
  const checker = await staffMember(browser, 'Chidi (checker)')
  const { rows } = await admin.api.identity.people.query({ search: 'rosa@flotilla.local' })
  const personId = rows[0]?.id ?? ''
  const { now } = await admin.api.local.time.query()
  const until = now.toISOString().slice(0, 10)
  await admin.api.identity.proposeKeyPermit.mutate({ personId, kind: 'recovery', until })
  await checker.page.goto('/staff/people')
  await checker.page.getByRole('button', { name: 'Confirm' }).click()
  await expect(checker.page.getByText('Invitations to a new passkey, and recoveries, wait here.')).toBeVisible()
  const { page, api } = await walletOwner(browser, 1n)
  await api.identity.requestLink.mutate({ email: 'rosa@flotilla.local', next: '/staff' })
  await page.goto(await mailedLink(api, 'rosa@flotilla.local'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Show the key' }).click()
  const secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replace(/\s/g, '')
  expect(await readQrCode(page)).toContain(`secret=${secret}`)
  await page.getByLabel('Code').fill(generateSync({ secret }))
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('link', { name: 'I have written them down' }).click()
  await expect(page.getByRole('heading', { name: 'Staff', exact: true })).toBeVisible()
})

test('one click signs in as a demo person, whose wallet commits; the position is there within 15 s, and the time can be moved', async ({
  page,
}) => {
  await page.goto('/sign-in?next=/account')
  await page.getByRole('button', { name: 'Olu (operator)' }).first().click()
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()
  await expect(page.getByText('Demo wallet (local chain only)')).toBeVisible()

  const api = apiOf(page.context())
  const held = async () =>
    (await api.raises.portfolio.query()).find(({ title }) => title === 'Driftnet Compute')?.standing?.committed ?? 0n
  const hadBefore = await held()
  await page.goto('/')
  await page.getByRole('main').getByRole('link', { name: 'Driftnet Compute' }).click()
  await page.getByLabel('Amount in KOII').fill('20')
  await reviewAndSign(page, 'Review the commitment')
  await expect.poll(held, { timeout: 15_000 }).toBe(hadBefore + 20n * KOII)
  await page.goto('/account')

  const bar = page.getByRole('complementary', { name: 'Move time' })
  const before = (await bar.locator('.tabular').textContent()) ?? ''
  await bar.getByRole('button', { name: '+1 hour' }).click()
  await expect(bar.locator('.tabular')).not.toHaveText(before)
  await page.goto('/staff')
  await expect(page.getByText('Staff', { exact: true })).toHaveCount(0)
})
