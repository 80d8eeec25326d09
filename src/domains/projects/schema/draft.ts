import { z } from 'zod'
import { id } from '@/kit/shapes'
import { type Content, complete, draft, SECTIONS, type SectionName } from './content'
import { NO_ANSWERS } from './sheet'

export type Draft = { [Name in SectionName]: z.infer<(typeof draft)[Name]> }

/** Where something is missing or wrong: the section, the field in it, and what to do. */
export type Problem = { section: SectionName; field: string; message: string }

/** What each section holds before anything was typed: one empty row where a list needs one, and usual values. */
export const EMPTY: Draft = {
  project: {
    title: '',
    summary: '',
    category: '',
    vision: '',
    website: '',
    roadmap: [{ title: '', due: '', detail: '' }],
  },
  team: { name: '', members: [{ displayName: '', role: '', link: '', wallet: '' }] },
  resources: { computeCoreHours: '', storageGigabytes: '', bandwidthGigabytes: '', detail: '' },
  budget: { lines: [{ title: '', detail: '', minimum: '', optimum: '' }] },
  tokenomics: {
    allocations: [{ kind: 'sale', label: 'Investors of this raise', percent: '', locked: '' }],
    uses: [],
    utility: '',
  },
  token: { kind: '', name: '', symbol: '', decimals: '9', supply: '', mint: '' },
  terms: {
    paymentMint: '',
    issuerWallet: '',
    minimum: '',
    cap: '',
    tokensAtCap: '',
    positionMinimum: '',
    positionMaximum: '',
    oversubscription: true,
    audience: 'everyone',
    opensAt: '',
    closesAt: '',
    withdrawUntil: '',
    reflectionDays: '2',
    confirmDays: '5',
    cliffDays: '0',
    vestingDays: '0',
  },
  tranches: { rows: [{ percent: '100', notBefore: '', approveBy: '', delivers: '' }] },
  risks: { text: '' },
  sheet: NO_ANSWERS,
}

/** What is still missing or malformed in one section; empty when it is complete. */
export function sectionProblems(section: SectionName, value: unknown): Problem[] {
  const result = complete[section].safeParse(value)
  if (result.success) return []
  return result.error.issues.map((issue) => ({ section, field: issue.path.join('.'), message: issue.message }))
}

/** The complete content, in its normal form, or everything that is missing or malformed. */
export function readContent(drafts: Draft): { content: Content } | { problems: Problem[] } {
  const problems = SECTIONS.flatMap((section) => sectionProblems(section, drafts[section]))
  if (problems.length > 0) return { problems }
  const entries = SECTIONS.map((section) => [section, complete[section].parse(drafts[section])])
  return { content: Object.fromEntries(entries) as Content }
}

const revision = z.int().min(0)
const edits = SECTIONS.map((section) =>
  z.strictObject({ applicationId: id, section: z.literal(section), revision, value: draft[section] }),
)

/** One section as typed, and the revision on which it was typed. */
export const editInput = z.discriminatedUnion('section', edits as [(typeof edits)[number], ...typeof edits])
