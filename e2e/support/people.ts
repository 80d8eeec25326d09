import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '@/server/router'
import { noteAddress, watchAddresses } from './canaries'
import { fund } from './chain'
import { type BrowserWallet, installWallet, newWallet, signInAs, signInWithWallet } from './wallet'

/** A person of a journey: a browser of their own, and the procedures with the same session. */
export type Person = { page: Page; api: ReturnType<typeof apiOf>; complaints: string[] }
export type Investor = Person & { address: string; wallet: BrowserWallet }

/** The procedures, called with the session of a browser. */
export function apiOf(context: BrowserContext) {
  const withSession = async (input: RequestInfo | URL, init?: RequestInit) => {
    const cookies = await context.cookies()
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    noteAddress(String(input))
    // The staff's cookie is good for the browser that it was given to, which says its name with every request.
    name ??= browserName(context)
    const headers = { ...(init?.headers as Record<string, string>), cookie, 'user-agent': await name }
    return fetch(input, { ...init, headers })
  }
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${process.env.BASE_URL}/api/trpc`,
        transformer: superjson,
        fetch: withSession as typeof fetch,
      }),
    ],
  })
}

let name: Promise<string> | undefined

/** What the browser of all journeys calls itself, asked on a page of its own: others may be on their way somewhere. */
async function browserName(context: BrowserContext): Promise<string> {
  const page = await context.newPage()
  const told = await page.evaluate(() => navigator.userAgent)
  await page.close()
  return told
}

async function openPerson(browser: Browser): Promise<Person> {
  const context = await browser.newContext()
  watchAddresses(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
  )
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, api: apiOf(context), complaints }
}

/** Opens a browser for somebody with a wallet of their own, funded with coins of the local chain, and signs them in with it. */
export async function walletOwner(browser: Browser, koii: bigint): Promise<Investor> {
  const person = await openPerson(browser)
  const wallet = newWallet()
  await fund(wallet.address, koii)
  await installWallet(person.page, wallet)
  await signInWithWallet(person.page, wallet)
  return { ...person, wallet, address: wallet.address }
}

/** Opens a browser for a member of staff. */
export async function staffMember(browser: Browser, name: string): Promise<Person> {
  const person = await openPerson(browser)
  await signInAs(person.page, name, '/staff')
  return person
}

/** Opens a browser for somebody of the demo world who is no staff. */
export async function demoMember(browser: Browser, name: string): Promise<Person> {
  const person = await openPerson(browser)
  await signInAs(person.page, name)
  return person
}

/** Nothing was written to the console of these people's browsers as an error. */
export function expectQuiet(...people: readonly Person[]): void {
  expectOnly([], ...people)
}

/** As `expectQuiet`, but for what a journey provokes: a browser complains of every answer that is a refusal. */
export function expectOnly(provoked: readonly RegExp[], ...people: readonly Person[]): void {
  const complaints = people.flatMap((person) => person.complaints)
  expect(complaints.filter((complaint) => !provoked.some((pattern) => pattern.test(complaint)))).toEqual([])
}

/** The way in that the newest mail to somebody holds. */
export async function mailedLink(api: Person['api'], to: string): Promise<string> {
  const mail = (await api.local.mails.query()).find((one) => one.to === to)
  const link = mail?.text.match(/http\S+\/sign-in\/link#\S+/)?.[0]
  if (!link) throw new Error(`no link was mailed to ${to}`)
  return link
}

/** A member of staff who is not one of the demo's people signs in by mail and makes their first passkey. */
export async function makeFirstPasskey({ page, api }: Person, email: string): Promise<void> {
  await addAuthenticator(page)
  await api.identity.requestLink.mutate({ email, next: '/staff' })
  await page.goto(await mailedLink(api, email))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await nameAndMakePasskey(page)
  await expect(page.getByRole('heading', { name: 'Staff', exact: true })).toBeVisible()
}

/** Fills in the form for a passkey and sends it. */
export async function nameAndMakePasskey(page: Page): Promise<void> {
  await page.getByLabel('Name of the passkey').fill('Work laptop')
  await page.getByRole('button', { name: 'Make a passkey' }).click()
}

/** Gives a browser a device that keeps passkeys and verifies its owner at once. */
export async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
}
