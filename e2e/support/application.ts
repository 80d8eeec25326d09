import { expect } from '@playwright/test'
import { CHECKLIST, CRITERIA } from '@/domains/projects/rules/review'
import { SECTIONS } from '@/domains/projects/schema/content'
import type { Draft } from '@/domains/projects/schema/draft'
import { NO_ANSWERS } from '@/domains/projects/schema/sheet'
import { png } from '@/test/files'
import type { Investor, Person } from './people'

const DAY_MS = 86_400_000
/** `2027-05-05T18:00`, as the form's fields hold an instant. */
export const minuteOf = (instant: Date): string => instant.toISOString().slice(0, 16)
export const daysFrom = (instant: Date, days: number): Date => new Date(instant.getTime() + days * DAY_MS)

/** What the raises of these journeys differ in. Amounts are KOII as typed, days count from `start`. */
export type Plan = {
  title: string
  symbol: string
  issuer: string
  start: Date
  minimum: string
  cap: string
  vestingDays?: string
  audience?: 'everyone' | 'operators'
  opens?: number
  closes?: number
}

/** A complete application. */
export function draftOf(plan: Plan): Draft {
  const {
    title,
    symbol,
    issuer,
    start,
    minimum,
    cap,
    vestingDays = '0',
    audience = 'everyone',
    opens = 0.05,
    closes = 3,
  } = plan
  const at = (days: number) => minuteOf(daysFrom(start, days))
  return {
    project: {
      title,
      summary: 'Cold storage on spare disks, with proofs that anybody can check.',
      category: 'storage',
      vision: 'Archives outlive the companies that keep them.',
      website: '',
      roadmap: [{ title: 'Twenty operators serve', due: at(90).slice(0, 10), detail: '' }],
    },
    team: { name: `${title} team`, members: [{ displayName: 'Mara', role: 'Engineering', link: '', wallet: '' }] },
    resources: {
      computeCoreHours: '20000',
      storageGigabytes: '',
      bandwidthGigabytes: '',
      detail: 'On forty nodes in nine countries.',
    },
    budget: { lines: [{ title: 'Development', detail: '', minimum, optimum: cap }] },
    tokenomics: {
      allocations: [
        { kind: 'sale', label: 'Investors of this raise', percent: '40', locked: '' },
        { kind: 'community', label: 'Node operators', percent: '60', locked: '' },
      ],
      uses: ['compute'],
      utility: 'One token buys one core-hour.',
    },
    token: { kind: 'new', name: title, symbol, decimals: '6', supply: '1000000', mint: '' },
    terms: {
      paymentMint: '',
      issuerWallet: issuer,
      minimum,
      cap,
      tokensAtCap: '400000',
      positionMinimum: '10',
      positionMaximum: cap,
      oversubscription: true,
      audience,
      opensAt: at(opens),
      closesAt: at(closes),
      withdrawUntil: at((opens + closes) / 2),
      reflectionDays: '0',
      confirmDays: '5',
      cliffDays: '0',
      vestingDays,
    },
    tranches: { rows: [{ percent: '100', notBefore: at(closes + 1), approveBy: '', delivers: '' }] },
    risks: { text: 'The team is small, and the token may be worth little.' },
    sheet: { ...NO_ANSWERS },
  }
}

/** Saves sections of a draft as the form does. */
export async function saveSections(
  issuer: Person,
  applicationId: string,
  draft: Draft,
  sections: readonly (typeof SECTIONS)[number][] = SECTIONS,
): Promise<void> {
  for (const section of sections) {
    const input = { applicationId, section, revision: 0, value: draft[section] }
    const saved = await issuer.api.projects.save.mutate(input as Parameters<typeof issuer.api.projects.save.mutate>[0])
    expect(saved.saved).toBe(true)
  }
}

/** Applies through the procedures with the session of the browser, and submits. */
export async function applyByProcedure(issuer: Investor, draft: Draft): Promise<string> {
  const { id } = await issuer.api.projects.start.mutate()
  await saveSections(issuer, id, draft)
  await payFee(issuer, id)
  await issuer.api.projects.submit.mutate({ applicationId: id })
  return id
}

/** Pays the application's fee at the stand-in, as its page does. */
export async function payFee({ page, api }: Person, applicationId: string): Promise<void> {
  const { url } = await api.projects.payFee.mutate({ applicationId })
  const session = new URL(url).pathname.split('/').at(-1)
  const paid = await page.request.post(`/local/stripe-api/pay/${session}`, { form: { card: 'pm_card_visa' } })
  expect(paid.ok()).toBe(true)
  expect(await api.projects.followFee.mutate({ applicationId })).toEqual({ fee: 'paid' })
}

/** Two people approve an application, through the procedures. */
export async function approveByProcedure(reviewer: Person, checker: Person, applicationId: string): Promise<void> {
  const { projects } = reviewer.api
  await projects.claim.mutate({ applicationId })
  const checklist = Object.fromEntries(CHECKLIST.map(({ id }) => [id, true]))
  const scores = Object.fromEntries(CRITERIA.map(({ id }) => [id, 4]))
  await projects.saveSheet.mutate({ applicationId, checklist, scores, note: '' })
  await projects.propose.mutate({ applicationId, outcome: 'approve', reasons: [], message: 'Approved.' })
  const { decisions } = await checker.api.projects.reviewCase.query({ applicationId })
  const decisionId = decisions.find(({ state }) => state === 'open')?.id ?? ''
  await checker.api.projects.decide.mutate({ decisionId, verdict: 'confirm', comment: '' })
}

/** The issuer of a running raise writes another text, and two people approve it; the issuer's signature is what is left. */
export async function changeTermsByProcedure(
  issuer: Investor,
  [reviewer, checker]: readonly [Person, Person],
  projectId: string,
  text: string,
): Promise<void> {
  await issuer.api.raises.beginChange.mutate({ projectId })
  const { sections } = await issuer.api.projects.application.query({ applicationId: projectId })
  const { revision } = sections.risks
  await issuer.api.projects.save.mutate({ applicationId: projectId, section: 'risks', revision, value: { text } })
  await issuer.api.projects.submit.mutate({ applicationId: projectId })
  await approveByProcedure(reviewer, checker, projectId)
}

/** Applies through the form: two steps are typed, the others are saved by procedure; a document is added; it is submitted. */
export async function applyInBrowser(issuer: Investor, draft: Draft): Promise<string> {
  const { page } = issuer
  await page.goto('/apply')
  await page.getByRole('button', { name: 'Start an application' }).click()
  await page.waitForURL(/\/apply\/[0-9a-f-]{36}/)
  const applicationId = new URL(page.url()).pathname.split('/')[2] ?? ''
  const [milestone] = draft.project.roadmap
  await page.getByLabel('Title').fill(draft.project.title)
  await page.getByLabel('Summary').fill(draft.project.summary)
  await page.getByLabel('Category').selectOption(draft.project.category)
  await page.getByLabel('Vision').fill(draft.project.vision)
  await page.getByLabel('What will exist').fill(milestone?.title ?? '')
  await page.getByLabel('By', { exact: true }).fill(milestone?.due ?? '')
  await page.getByRole('button', { name: 'Save and continue' }).click()
  await page.getByLabel('Name of the team').fill(draft.team.name)
  await page.getByLabel('Name shown to everybody').fill('Mara')
  await page.getByLabel('Role').fill('Engineering')
  await page.getByRole('button', { name: 'Save and continue' }).click()
  await page.waitForURL(/step=resources/)
  await saveSections(
    issuer,
    applicationId,
    draft,
    SECTIONS.filter((section) => section !== 'project' && section !== 'team'),
  )
  await page.goto(`/apply/${applicationId}?step=documents`)
  await page.getByLabel('File').setInputFiles(paper('plan.png'))
  await page.getByRole('button', { name: 'Add document' }).click()
  await expect(page.getByRole('button', { name: 'Remove plan.png' })).toBeVisible()
  await page.goto(`/apply/${applicationId}?step=submit`)
  await expect(page.getByText('Everything is complete.')).toBeVisible()
  await page.getByRole('button', { name: 'Pay the fee' }).click()
  await page.getByRole('button', { name: 'Pay with a card that works' }).click()
  await expect(page.getByText('The application fee is paid')).toBeVisible()
  await page.getByRole('button', { name: 'Submit for review' }).click()
  await expect(page.getByText('waiting for review').first()).toBeVisible()
  return applicationId
}

/** A file to hand in. */
export const paper = (name: string) => ({ name, mimeType: 'image/png', buffer: png(64, 64) })
