import { KIIS_TEXTS } from '@/domains/compliance/rules/regime-words'
import type { CanonicalValue } from '@/kit/canonical-json'
import { formatDay } from '@/kit/day'
import { type Asset, formatMoney, money } from '@/kit/money'
import { linesOf } from '@/kit/text-lines'
import { DAY, formatInstant, SECOND } from '@/kit/time'
import type { Content } from '../schema/content'
import type { Problem } from '../schema/draft'
import { isAnswered, isBegun, NO_ANSWERS, SHEET_PARTS, SHEET_QUESTIONS, type SheetPart } from '../schema/sheet'
import type { Terms, TermsDraft } from '../schema/terms'
import { instantOf } from './numbers'

export type SheetItem = { label: string; text: string }

/** An information sheet. SHA-256 of its canonical JSON is its name; every version of a raise's terms has one of its own. */
export type Sheet = {
  format: 'flotilla.sheet/1'
  projectId: string
  /** The program's version of the terms. */
  version: number
  termsHash: string
  title: string
  by: string
  disclaimer: string
  riskWarning: string
  /** Whether the issuer answered every question. */
  complete: boolean
  parts: { part: SheetPart; heading: string; items: SheetItem[] }[]
}

type Source = { content: Content; terms: Terms | TermsDraft; termsHash: string; version: number }

/** Draws an information sheet up from what two people approved. The same terms and answers give the same sheet, byte for byte. */
export function sheetOf({ content, terms, termsHash, version }: Source): Sheet {
  const answers = content.sheet ?? NO_ANSWERS
  const known = knownItems(content, terms)
  const parts = (Object.keys(SHEET_PARTS) as SheetPart[]).map((part) => ({
    ...{ part, heading: SHEET_PARTS[part] },
    items: [
      ...known[part],
      ...SHEET_QUESTIONS.filter((question) => question.part === part).map(({ id, label }) => ({
        label,
        text: answers[id] || 'The issuer says nothing about this.',
      })),
    ],
  }))
  return {
    ...{ format: 'flotilla.sheet/1', projectId: terms.projectId, version, termsHash },
    ...{ title: content.project.title, by: content.team.name, ...KIIS_TEXTS, complete: isAnswered(answers), parts },
  }
}

/** The sheet as JSON knows it, for its digest. */
export const sheetValue = (sheet: Sheet): CanonicalValue => sheet as unknown as CanonicalValue

function knownItems(content: Content, terms: Terms | TermsDraft): Record<SheetPart, SheetItem[]> {
  const none = (text: string): SheetItem[] => [{ label: 'In this raise', text }]
  return {
    A: projectItems(content, paymentOf(terms)),
    B: raiseItems(terms),
    C: [{ label: 'Named by the issuer', text: content.risks.text }, ...authorityItems(terms)],
    D: tokenItems(content, terms),
    E: [],
    F: [],
    G: none('It sells tokens. Nobody lends money here, and nothing is repaid.'),
    H: [
      { label: 'Fee of this site', text: `${percent(terms.feeBps)} of what the issuer receives, paid by the issuer.` },
    ],
    I: none('Nobody manages a portfolio here: each investor chooses each investment.'),
  }
}

const projectItems = ({ project, budget }: Content, { symbol }: Asset): SheetItem[] => [
  { label: 'The project', text: project.summary },
  {
    label: 'Milestones',
    text: project.roadmap
      .toSorted((one, other) => one.due.localeCompare(other.due))
      .map(({ title, due }) => `${title}, by ${formatDay(due)}`)
      .join('; '),
  },
  {
    label: 'What the money is for',
    text: budget.lines.map(({ title, minimum }) => `${title}, at least ${minimum} ${symbol}`).join('; '),
  },
]

function raiseItems(terms: Terms | TermsDraft): SheetItem[] {
  const asset = paymentOf(terms)
  const paid = (units: string) => formatMoney(money(asset, BigInt(units)))
  const at = (seconds: number) => formatInstant(instantOf(seconds))
  const plan = terms.tranches.map(({ bps, notBefore, approveBy }) => {
    const approved = approveBy > 0 ? `, if two people approve it by ${at(approveBy)}` : ''
    return `${percent(bps)} from ${at(notBefore)}${approved}`
  })
  return [
    {
      label: 'Least and most',
      text: `${paid(terms.minimum)} at least, else everybody gets everything back; ${paid(terms.cap)} at most.`,
    },
    { label: 'One position', text: `${paid(terms.positionMinimum)} to ${paid(terms.positionMaximum)}.` },
    { label: 'Open', text: `From ${at(terms.opensAt)} until ${at(terms.closesAt)}.` },
    {
      label: 'Taking it back',
      text: `Everything until ${at(terms.withdrawUntil)}; after that what was added within the last ${lasting(terms.reflectionSeconds)}. A program on the chain holds the money: nobody can keep it from you.`,
    },
    { label: 'When the issuer is paid', text: `${plan.join('; ')}.` },
  ]
}

const authorityItems = (terms: Terms | TermsDraft): SheetItem[] => [
  ...(terms.saleMintAuthority
    ? [
        {
          label: 'More tokens',
          text: `A key can make more ${terms.saleSymbol} at any time, and so shrink every share of it.`,
        },
      ]
    : []),
  ...(terms.paymentFreezeAuthority
    ? [
        {
          label: 'Frozen money',
          text: `A key can freeze balances of ${terms.paymentSymbol}, also those of this raise.`,
        },
      ]
    : []),
]

function tokenItems({ tokenomics, token }: Content, terms: Terms | TermsDraft): SheetItem[] {
  const sale: Asset = { symbol: terms.saleSymbol, decimals: terms.saleDecimals, mint: null }
  const { cliffSeconds, durationSeconds } = terms.vesting
  return [
    { label: 'The token', text: `${token.name} (${token.symbol}), ${token.supply} in all.` },
    { label: 'For the whole cap', text: formatMoney(money(sale, BigInt(terms.tokensAtCap))) },
    { label: 'What it buys', text: tokenomics.utility.slice(0, MOST_UTILITY) },
    {
      label: 'When it is yours',
      text:
        durationSeconds === 0
          ? 'All of it when the raise is settled, as the payments to the issuer are released.'
          : cliffSeconds === durationSeconds
            ? `All of it ${lasting(cliffSeconds)} after settlement, as the payments to the issuer are released.`
            : `Evenly over ${lasting(durationSeconds)} after settlement, nothing in the first ${lasting(cliffSeconds)}.`,
    },
  ]
}

/** The page of the project has the rest. */
const MOST_UTILITY = 2_000

const paymentOf = (terms: Terms | TermsDraft): Asset => ({
  ...{ symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint },
})
const percent = (bps: number): string => `${bps / 100} %`
const lasting = (seconds: number): string =>
  seconds % DAY_SECONDS === 0 ? `${seconds / DAY_SECONDS} days` : `${seconds / 3_600} hours`
const DAY_SECONDS = DAY / SECOND

/** What is written on A4 in Arimo of 9 points between margins of 56, in thousandths of a point's size: 483.28 points wide. */
const AVAILABLE = 53_600n
/** Lines of six pages, each of 70; headings and labels take the place of more than one, and the last line of a page stays empty. */
const MOST_LINES = 6 * 68
const TITLE_LINES = 15
const HEADING_LINES = 4

/** How the parts are written, line by line: what fits is known before anything is drawn. */
export const sheetLines = (sheet: Sheet): { heading: string; lines: string[] }[] => [
  { heading: '', lines: linesOf(sheet.disclaimer, AVAILABLE) },
  { heading: 'Risk warning', lines: linesOf(sheet.riskWarning, AVAILABLE) },
  ...sheet.parts.map(({ part, heading, items }) => ({
    heading: `${part}. ${heading}`,
    lines: items.flatMap(({ label, text }) => linesOf(`${label}: ${text}`, AVAILABLE)),
  })),
]

/** Whether a sheet keeps to six pages of A4: article 23(7) of the same regulation allows no more. */
export function fitsSixPages(sheet: Sheet): boolean {
  const sections = sheetLines(sheet)
  const used = sections.reduce((sum, { lines }) => sum + HEADING_LINES + lines.length, TITLE_LINES)
  return used <= MOST_LINES
}

const UNSIGNED = '0'.repeat(64)

/** What stands against a sheet: an answer that is missing beside others, and more than six pages. */
export function sheetProblems(content: Content, terms: TermsDraft): Problem[] {
  const answers = content.sheet ?? NO_ANSWERS
  const begun = isBegun(answers)
  const missing = SHEET_QUESTIONS.filter(({ id }) => begun && answers[id] === '').map(({ id }) => ({
    ...{ section: 'sheet' as const, field: id },
    message: 'Answer this too, or leave every question of the information sheet empty.',
  }))
  if (fitsSixPages(sheetOf({ content, terms, termsHash: UNSIGNED, version: 1 }))) return missing
  const message = 'The information sheet would be longer than six pages. Shorten the risks, the budget or your answers.'
  return [...missing, { section: 'risks', field: 'text', message }]
}
