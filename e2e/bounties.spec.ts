import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { PublicKey } from '@solana/web3.js'
import { recompute } from '@/recompute/list'
import { FINAL, moveTo, reviewAndSign } from './support/acts'
import { minuteOf } from './support/application'
import { tokensOf } from './support/chain'
import { apiOf, expectQuiet, type Person } from './support/people'
import { signInAs } from './support/wallet'

const MINUTE = 60_000
const PROJECT = 'Harbour Storage'

/** Somebody of the demo world: their wallet lives in the browser and connects by itself. */
async function demoPerson(browser: Browser, name: string): Promise<Person> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await signInAs(page, name)
  return { page, api: apiOf(context), complaints }
}

/** An issuer writes a task and proposes it; returns its id. */
async function propose(
  { page }: Person,
  projectId: string,
  fields: Record<string, string>,
  kind: string,
): Promise<string> {
  await page.goto(`/apply/${projectId}/bounties`)
  await page.getByLabel('Kind of task').selectOption({ label: kind })
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: 'Propose the task' }).click()
  await page.waitForURL(/\/bounties\/[0-9a-f-]{36}$/)
  return page.url().split('/').at(-1)!
}

/** One person says yes, then another; each waits until the page says so. */
async function approve([first, second]: readonly [Person, Person], roundId: string, what: RegExp): Promise<void> {
  await first.page.goto(`/staff/bounties/${roundId}`)
  await first.page.getByRole('button', { name: what }).click()
  await expect(first.page.getByText('You said yes. Somebody else must say it too.')).toBeVisible()
  await expect(first.page.getByRole('button', { name: what }), 'never offered to be refused').toBeHidden()
  await second.page.goto(`/staff/bounties/${roundId}`)
  await second.page.getByRole('button', { name: what }).click()
  await expect(second.page.getByText('Nothing is left to decide now')).toBeVisible()
}

/** The same by procedures, for what was seen in the browser once. */
async function approveByProcedure(
  people: readonly [Person, Person],
  roundId: string,
  what: 'Sheet' | 'List',
): Promise<void> {
  for (const { api } of people) {
    const { sheetDigest, listDigest } = await api.bounties.forStaff.query({ roundId })
    const digest = what === 'Sheet' ? sheetDigest : listDigest!
    await api.consensus[`approve${what}`].mutate({ roundId, digest })
  }
}

/** The issuer pays the pool of a task in. */
async function payIn({ page }: Person, projectId: string, roundId: string): Promise<void> {
  await page.goto(`/apply/${projectId}/bounties/${roundId}`)
  await reviewAndSign(page, 'Review the payment')
  await expect(page.getByText('Final', { exact: true })).toBeVisible(FINAL)
}

const expectWritten = ({ api }: Person, roundId: string) =>
  expect.poll(async () => (await api.bounties.byId.query({ roundId })).sheetSignature !== null, FINAL).toBe(true)

/** Clicks what the connected wallet signs, and waits for what the page then says. */
async function sign(page: Page, button: string, then: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByText(then).first()).toBeVisible(FINAL)
}

test('two tasks of a project: agents judged by tests, with an appeal, and texts ranked by their authors', async ({
  browser,
}) => {
  const names = [
    'Ines (issuer)',
    'Rosa (reviewer)',
    'Chidi (checker)',
    ...['Olu', 'Petra', 'Quentin'].map((name) => `${name} (operator)`),
  ]
  const everybody = await Promise.all(names.map((name) => demoPerson(browser, name)))
  const [ines, rosa, chidi, olu, petra, quentin] = everybody as [Person, Person, Person, Person, Person, Person]
  const players = [olu, petra, quentin] as const
  const { now } = await ines.api.local.time.query()
  const opens = new Date(Math.ceil((now.getTime() + 12 * MINUTE) / MINUTE) * MINUTE)
  const cards = (await ines.api.raises.list.query({ search: PROJECT, sort: 'newest', take: 48 })).cards
  const projectId = cards.find(({ title }) => title === PROJECT)!.projectId
  const common = {
    ...{ 'In one sentence': 'A small task.', 'What is to be done': 'Do it well.', 'Days for handing in': '1' },
    ...{ 'Days for each step of the audit': '1', 'Opens (UTC)': minuteOf(opens) },
    'Auditors for each work and each appeal': '1',
  }

  const [agent, editorial] =
    await test.step('the issuer proposes both, two people approve, the pools are paid in', async () => {
      const first = await propose(
        ines,
        projectId,
        {
          ...common,
          ...{ Title: `Agent ${minuteOf(opens)}`, 'Pool in HARB': '100', 'HARB for each passed test': '40' },
          ...{ 'What goes in': '2 + 2', 'What must come out, exactly': '4' },
        },
        'AI-agent task, judged by test cases',
      )
      const second = await propose(
        ines,
        projectId,
        { ...common, Title: `Guide ${minuteOf(opens)}`, 'Pool in HARB': '90', 'Shares by place': '50, 30, 10' },
        'Editorial task, ranked by those who take part',
      )
      await approve([rosa, chidi], first, /^Approve the sheet/)
      await approveByProcedure([rosa, chidi], second, 'Sheet')
      for (const roundId of [first, second]) await payIn(ines, projectId, roundId)
      for (const roundId of [first, second]) await expectWritten(ines, roundId)
      return [first, second] as const
    })

  const { sheet } = await ines.api.bounties.byId.query({ roundId: agent })
  /** Moves the clock to an instant of the sheets and waits until both rounds are at that step. */
  const step = async (name: keyof typeof sheet.times, state: string, more = 0) => {
    await moveTo(ines, new Date(new Date(sheet.times[name]).getTime() + more))
    for (const roundId of [agent, editorial]) {
      const at = async () => (await ines.api.bounties.byId.query({ roundId })).state
      await expect.poll(at, FINAL).toBe(state)
    }
  }
  const goTo = ({ page }: Person, roundId: string) => page.goto(`/bounties/${roundId}`)

  await test.step('work is handed in, auditors enrol', async () => {
    await step('opens', 'submission')
    const handIn = async (person: Person, roundId: string) => {
      await goTo(person, roundId)
      await person.page.getByLabel('Where your work lies').fill('https://example.org/work')
      await person.page.getByLabel('Your work, or what identifies it').fill('print(4)')
      await sign(person.page, 'Sign and hand in', 'Your work is handed in')
    }
    await handIn(olu, agent)
    const enrol = async (auditor: Person) => {
      await goTo(auditor, agent)
      await sign(auditor.page, 'Sign and enrol', 'You may be drawn')
    }
    await Promise.all([petra, quentin].map(enrol))
    await Promise.all(players.map((author) => handIn(author, editorial)))
  })

  const duties = ({ api }: Person) => api.bounties.mine.query({ roundId: agent }).then((mine) => mine.duties)
  const drawn = async () => ((await duties(petra)).length > 0 ? [petra, quentin] : [quentin, petra]) as [Person, Person]
  const [first, fresh] = await test.step('one auditor is drawn and judges; the authors rank each other', async () => {
    await step('submissionsEnd', 'audit', 2 * MINUTE)
    const [first, fresh] = await drawn()
    await goTo(first, agent)
    await first.page.getByLabel('Output of test-1').fill('5')
    const saved = first.page.waitForEvent('download')
    await sign(first.page, 'Sign and fix my judgement', 'Your judgement is fixed')
    const file = JSON.parse(readFileSync(await (await saved).path(), 'utf8'))
    expect(file.content.outputs[0].output).toBe(createHash('sha256').update('5').digest('hex'))
    const rank = async (author: Person) => {
      await goTo(author, editorial)
      await author.page.getByLabel('Place 1').selectOption({ index: 1 })
      await author.page.getByLabel('Place 2').selectOption({ index: 2 })
      await sign(author.page, 'Sign and fix my judgement', 'Your judgement is fixed')
    }
    await Promise.all(players.map(rank))
    return [first, fresh] as const
  })

  await test.step('judgements are shown, the refused agent is appealed', async () => {
    await moveTo(ines, new Date(sheet.times.commitsEnd))
    const show = async (person: Person, roundId: string) => {
      await goTo(person, roundId)
      await sign(person.page, 'Sign and show my judgement', 'Your judgement is shown')
    }
    await show(first, agent)
    await Promise.all(players.map((author) => show(author, editorial)))
    await step('revealsEnd', 'appeal')
    await goTo(olu, agent)
    await expect(olu.page.getByText('too few test cases passed')).toBeVisible()
    await sign(olu.page, 'Sign and appeal', 'You have appealed')
  })

  await test.step('a fresh auditor judges the appeal', async () => {
    await moveTo(ines, new Date(sheet.times.appealsEnd))
    await expect.poll(async () => (await duties(fresh)).length, FINAL).toBe(1)
    await goTo(fresh, agent)
    await fresh.page.getByLabel('Units of work that count').fill('1')
    await sign(fresh.page, 'Sign and fix my judgement', 'Your judgement is fixed')
    await moveTo(ines, new Date(sheet.times.appealCommitsEnd))
    await goTo(fresh, agent)
    await sign(fresh.page, 'Sign and show my judgement', 'Your judgement is shown')
  })

  await test.step('two people approve the lists, the chain pays, anybody computes them again', async () => {
    await step('appealRevealsEnd', 'distribution')
    const mint = new PublicKey(sheet.asset.mint!)
    const wallets = await Promise.all(
      players.map(async ({ api }) => (await api.identity.me.query()).viewer!.wallets[0]!),
    )
    const before = await Promise.all(wallets.map((wallet) => tokensOf(wallet, mint)))
    await approve([rosa, chidi], agent, /^Approve the list/)
    await approveByProcedure([rosa, chidi], editorial, 'List')
    await step('appealRevealsEnd', 'paid')
    const after = await Promise.all(wallets.map((wallet) => tokensOf(wallet, mint)))
    const gained = after.map((held, place) => held - before[place]!)
    // 40 for one passed test, and 90 in all for the three texts.
    expect(gained.reduce((sum, units) => sum + units, 0n)).toBe(130n * 10n ** 6n)
    expect(gained[0]! >= 50n * 10n ** 6n).toBe(true)
    await goTo(olu, agent)
    await olu.page.getByText('Explain my number').click()
    await expect(olu.page.getByText('Accepted work: 1 unit.')).toBeVisible()
    for (const roundId of [agent, editorial]) {
      const whole = await (await fetch(`${process.env.BASE_URL}/rounds/${roundId}/export`)).json()
      const { list, ...given } = whole
      expect(JSON.parse(recompute(given))).toEqual(list)
    }
  })

  await test.step('a task whose list never comes: whoever locked a bond sees it, and takes it back', async () => {
    const soon = (await ines.api.local.time.query()).now.getTime() + 12 * MINUTE
    const roundId = await ines.api.bounties.open.mutate({
      ...{
        template: 'agent',
        projectId,
        title: `Silent ${minuteOf(new Date(soon))}`,
        summary: 'Unjudged.',
        task: 'Try.',
      },
      ...{ opensAt: new Date(soon), workDays: 1, stepDays: 1, auditors: 1, pool: '10', perTest: '1', bond: '5' },
      ...{ tests: [{ name: 'one', input: '', output: '4' }], required: 1, leastPercent: 100 },
    })
    await approveByProcedure([rosa, chidi], roundId, 'Sheet')
    await payIn(ines, projectId, roundId)
    await expectWritten(ines, roundId)
    const { times, asset } = (await ines.api.bounties.byId.query({ roundId })).sheet
    const isAt = (state: string) =>
      expect.poll(async () => (await ines.api.bounties.byId.query({ roundId })).state, FINAL).toBe(state)
    const held = async () => {
      const wallet = (await petra.api.identity.me.query()).viewer!.wallets[0]!
      return tokensOf(wallet, new PublicKey(asset.mint!))
    }
    await moveTo(ines, new Date(times.opens))
    await isAt('submission')
    const before = await held()
    await goTo(petra, roundId)
    await reviewAndSign(petra.page, 'Lock your bond as an auditor')
    await expect(petra.page.getByText('It waits for the list of the round')).toBeVisible(FINAL)
    expect(await held()).toBe(before - 5n * 10n ** 6n)
    await sign(petra.page, 'Sign and enrol', 'You may be drawn')
    await moveTo(ines, new Date(times.rootDue))
    await isAt('void')
    await goTo(petra, roundId)
    const bonds = () => petra.api.bounties.bonds.query({ roundId })
    expect(await bonds()).toMatchObject([{ amount: 5n * 10n ** 6n, isFree: true }])
    const waiting = await held()
    await reviewAndSign(petra.page, 'Take it back')
    await expect.poll(bonds, FINAL).toEqual([])
    // The months that passed brought tokens of a raise as well.
    expect((await held()) - waiting).toBeGreaterThanOrEqual(5n * 10n ** 6n)
  })
  expectQuiet(ines, rosa, chidi, ...players)
})
