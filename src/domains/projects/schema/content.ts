import { z } from 'zod'
import { MAX_TRANCHES } from '@/chain/raise/layout'
import { address, amountText, answerText, httpsUrl, longText, summary, title } from '@/kit/shapes'
import { SHEET_QUESTIONS, type SheetAnswers } from './sheet'

/** The steps of an application that hold typed content, in the order of the form. */
export const SECTIONS = [
  'project',
  'team',
  'resources',
  'budget',
  'tokenomics',
  'token',
  'terms',
  'tranches',
  'risks',
  'sheet',
] as const
export type SectionName = (typeof SECTIONS)[number]
export const sectionName = z.enum(SECTIONS)

export const CATEGORIES = {
  compute: 'Compute',
  storage: 'Storage',
  bandwidth: 'Bandwidth and connectivity',
  sensors: 'Sensors and data',
  energy: 'Energy',
  tools: 'Tools for node operators',
} as const
export type Category = keyof typeof CATEGORIES
export const category = z.enum(Object.keys(CATEGORIES) as [Category, ...Category[]], 'Choose a category.')

/** What a token may buy from the project. */
export const TOKEN_USES = {
  compute: 'Compute',
  storage: 'Storage',
  bandwidth: 'Bandwidth',
  votes: 'Votes on the project’s decisions',
} as const
export type TokenUse = keyof typeof TOKEN_USES
const tokenUse = z.enum(Object.keys(TOKEN_USES) as [TokenUse, ...TokenUse[]])

/** Who receives a share of the token's supply. Exactly one row is the sale of this raise. */
export const ALLOCATION_KINDS = {
  sale: 'This raise',
  team: 'Team',
  treasury: 'Project treasury',
  community: 'Community and node operators',
  partners: 'Partners and earlier investors',
  other: 'Other',
} as const
export type AllocationKind = keyof typeof ALLOCATION_KINDS
const allocationKind = z.enum(Object.keys(ALLOCATION_KINDS) as [AllocationKind, ...AllocationKind[]])

const count = z.string().regex(/^\d{1,12}$/, 'Write a whole number, digits only.')
/** Nothing, or text of a shape; the shape's own message says what is wrong. */
const orEmpty = (shape: z.ZodType<string, string>) =>
  z.string().transform((text, context) => {
    const result = text === '' ? { success: true as const, data: text } : shape.safeParse(text)
    if (result.success) return result.data
    context.addIssue(result.error.issues[0]?.message ?? 'Check this.')
    return z.NEVER
  })
/** A calendar day, `2027-05-05`; it must exist. */
const day = z.iso.date('Choose a day.')
/** An instant of UTC to the minute, as a date-and-time field gives it: `2027-05-05T18:00`. */
const minute = z.iso.datetime({ local: true, precision: -1, error: 'Choose a day and a time (UTC).' }).length(16)
/** Percent with at most two decimals, so that it is a whole number of basis points. */
const percent = z
  .string()
  .regex(/^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$/, 'Write a percentage from 0 to 100, at most two decimals.')
const rows = <Row extends z.ZodType>(row: Row, least: number, most: number, what: string) =>
  z.array(row).min(least, `Add at least ${least} ${what}.`).max(most, `At most ${most} ${what}s.`)

const forEachAnswer = <Shape extends z.ZodType>(shape: Shape) =>
  Object.fromEntries(SHEET_QUESTIONS.map(({ id }) => [id, shape])) as Record<keyof SheetAnswers, Shape>

/** The shape of each section once it is complete. Amounts, days and percents stay as typed: rules read them. */
export const complete = {
  project: z.strictObject({
    title,
    summary,
    category,
    vision: longText,
    website: orEmpty(httpsUrl),
    roadmap: rows(z.strictObject({ title, due: day, detail: orEmpty(longText) }), 1, 20, 'milestone'),
  }),
  team: z.strictObject({
    name: title,
    members: rows(
      z.strictObject({ displayName: title, role: title, link: orEmpty(httpsUrl), wallet: orEmpty(address) }),
      1,
      20,
      'member',
    ),
  }),
  resources: z.strictObject({
    computeCoreHours: orEmpty(count),
    storageGigabytes: orEmpty(count),
    bandwidthGigabytes: orEmpty(count),
    detail: longText,
  }),
  budget: z.strictObject({
    lines: rows(
      z.strictObject({ title, detail: orEmpty(longText), minimum: amountText, optimum: amountText }),
      1,
      40,
      'line',
    ),
  }),
  tokenomics: z.strictObject({
    allocations: rows(
      z.strictObject({ kind: allocationKind, label: title, percent, locked: orEmpty(summary) }),
      1,
      20,
      'row',
    ),
    uses: z.array(tokenUse).min(1, 'Choose at least one thing that the token buys.').max(4),
    utility: longText,
  }),
  token: z.strictObject({
    kind: z.enum(['existing', 'new'], 'Choose an existing token or a new one.'),
    name: title,
    symbol: z.string().regex(/^[A-Z][A-Z0-9]{1,9}$/, 'Write 2 to 10 capital letters or digits, a letter first.'),
    decimals: z.string().regex(/^[0-9]$/, 'Write a whole number from 0 to 9.'),
    supply: amountText,
    mint: orEmpty(address),
  }),
  terms: z.strictObject({
    paymentMint: orEmpty(address),
    issuerWallet: address,
    minimum: amountText,
    cap: amountText,
    tokensAtCap: amountText,
    positionMinimum: amountText,
    positionMaximum: amountText,
    oversubscription: z.boolean(),
    audience: z.enum(['everyone', 'operators'], 'Choose who may invest.'),
    opensAt: minute,
    closesAt: minute,
    withdrawUntil: minute,
    reflectionDays: count,
    confirmDays: count,
    cliffDays: count,
    vestingDays: count,
  }),
  tranches: z.strictObject({
    rows: rows(
      z.strictObject({
        percent,
        notBefore: minute,
        approveBy: orEmpty(minute),
        delivers: orEmpty(longText).default(''),
      }),
      1,
      MAX_TRANCHES,
      'payment',
    ),
  }),
  risks: z.strictObject({ text: longText }),
  // No answer at all is complete too: who offers where no regime is on needs none.
  sheet: z.strictObject(forEachAnswer(orEmpty(answerText))),
} as const satisfies Record<SectionName, z.ZodType>

/** Everything that an applicant writes, complete. */
export const applicationContent = z.strictObject(complete)
export type Content = z.infer<typeof applicationContent>
export type Section<Name extends SectionName> = Content[Name]

/** A draft is the same shape with anything typed in it; only what the database cannot hold or what would not fit is refused. */
const typed = z
  .string()
  .max(20_000)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'Contains characters that cannot be saved.')
const draftRows = <Row extends z.ZodType>(row: Row) => z.array(row).max(40)
const texts = <const Keys extends readonly string[]>(...keys: Keys) =>
  Object.fromEntries(keys.map((key) => [key, typed])) as { [Key in Keys[number]]: typeof typed }

/** The shape of each section while it is written. */
export const draft = {
  project: z.strictObject({
    ...texts('title', 'summary', 'category', 'vision', 'website'),
    roadmap: draftRows(z.strictObject(texts('title', 'due', 'detail'))),
  }),
  team: z.strictObject({
    name: typed,
    members: draftRows(z.strictObject(texts('displayName', 'role', 'link', 'wallet'))),
  }),
  resources: z.strictObject(texts('computeCoreHours', 'storageGigabytes', 'bandwidthGigabytes', 'detail')),
  budget: z.strictObject({ lines: draftRows(z.strictObject(texts('title', 'detail', 'minimum', 'optimum'))) }),
  tokenomics: z.strictObject({
    allocations: draftRows(z.strictObject(texts('kind', 'label', 'percent', 'locked'))),
    uses: z.array(tokenUse).max(4),
    utility: typed,
  }),
  token: z.strictObject(texts('kind', 'name', 'symbol', 'decimals', 'supply', 'mint')),
  terms: z.strictObject({
    ...texts('paymentMint', 'issuerWallet', 'minimum', 'cap', 'tokensAtCap', 'positionMinimum', 'positionMaximum'),
    ...texts('audience', 'opensAt', 'closesAt', 'withdrawUntil'),
    ...texts('reflectionDays', 'confirmDays', 'cliffDays', 'vestingDays'),
    oversubscription: z.boolean(),
  }),
  tranches: z.strictObject({
    rows: draftRows(z.strictObject({ ...texts('percent', 'notBefore', 'approveBy'), delivers: typed.default('') })),
  }),
  risks: z.strictObject({ text: typed }),
  sheet: z.strictObject(forEachAnswer(typed)),
} as const satisfies Record<SectionName, z.ZodType>
