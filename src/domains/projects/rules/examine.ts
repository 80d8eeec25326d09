import type { CanonicalValue } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import type { Asset } from '@/kit/money'
import type { Content } from '../schema/content'
import { type Draft, type Problem, readContent } from '../schema/draft'
import type { MintFacts, RaisePolicy, TermsDraft } from '../schema/terms'
import { contentProblems } from './content'
import type { Side } from './review'
import { sheetProblems } from './sheet'
import { termsOf, termsProblems } from './terms'

/** A document that belongs to a version. A document never changes, so its id stands for its bytes; file names stay out of the record. */
export type AttachedDocument = { id: string; kind: string; size: number }

/** What was submitted, whole. */
export type VersionContent = Content & { documents: readonly AttachedDocument[] }

/** Everything outside the draft that it is examined against. */
export type Examination = {
  projectId: string
  now: Date
  /** The assets that raises may be paid in; the first is the native coin. */
  payments: readonly Asset[]
  /** What the chain says about the tokens that the draft names. */
  mints: readonly MintFacts[]
  /** Wallets that the applicant has proven. */
  wallets: readonly string[]
  documents: readonly AttachedDocument[]
  policy: RaisePolicy
}

export type Examined =
  | { problems: Problem[] }
  | { problems: null; content: VersionContent; digest: string; terms: TermsDraft }

/** The addresses of the tokens that a draft names, to be read from the chain before it is examined. */
export const mintsNamed = (draft: Draft): string[] =>
  [...new Set([draft.token.mint, draft.terms.paymentMint])].filter((address) => address !== '')

/** Reads a whole draft: either everything that stands against submitting it, or its content, digest and terms. */
export function examine(draft: Draft, examination: Examination): Examined {
  const read = readContent(draft)
  if ('problems' in read) return read
  const { content } = read
  const { payments, mints, wallets, documents } = examination
  const payment = payments.find(({ mint }) => mint === (content.terms.paymentMint || null))
  if (!payment)
    return { problems: [{ section: 'terms', field: 'paymentMint', message: 'Raises here do not take this token.' }] }
  const mintAt = (address: string) => mints.find((mint) => mint.address === address) ?? null
  const saleMint = content.token.mint ? mintAt(content.token.mint) : null
  const whole = { ...content, documents }
  const digest = digestOf(whole as unknown as CanonicalValue)
  const context = { ...examination, contentDigest: digest, payment, saleMint, paymentMint: mintAt(payment.mint ?? '') }
  const result = termsOf(content, context)
  const problems = [
    ...contentProblems(content, { payment, saleMint }),
    ...('problems' in result ? result.problems : termsProblems(result.terms, context)),
    ...('problems' in result ? [] : sheetProblems(content, result.terms)),
    ...walletProblems(content, wallets),
  ]
  if (problems.length > 0 || 'problems' in result) return { problems }
  return { problems: null, content: whole, digest, terms: result.terms }
}

function walletProblems({ terms }: Content, wallets: readonly string[]): Problem[] {
  if (wallets.includes(terms.issuerWallet)) return []
  const message = 'The issuer’s wallet must be one that you have proven to be yours. Add it to your account first.'
  return [{ section: 'terms', field: 'issuerWallet', message }]
}

/** Who a project belongs to: its applicant, and whoever holds a wallet that a version (as stored) gives to issuer or team. */
export function sideOf(ownerId: string, version: unknown): Side {
  const { team, terms } = version as Content
  const wallets = [terms.issuerWallet, ...team.members.map(({ wallet }) => wallet)]
  return { ownerId, wallets: wallets.filter((wallet) => wallet !== '') }
}
