import { decodeRaise, type RaiseAccount } from '@/chain/raise/accounts'
import { releasedAfter } from '@/chain/raise/formulas'
import { projectById, projectByRaise } from '@/domains/projects/queries/public'
import type { RaiseModel } from '@/generated/prisma/models'
import type { Asset } from '@/kit/money'
import { toUnix } from '@/kit/time'
import { type Db, type Tx, units } from '@/server/db'
import { instantOf } from '../rules/mirror'
import { decidable, endedAccount, type TrancheState, trancheStates } from '../rules/tranche'
import { openOrderOn, roundJudging } from './tranche-round'

/** What the team showed for a payment, as everybody reads it. */
export type Report = { id: string; text: string; link: string | null; submittedAt: Date }

/** One payment of a raise to its team, as the chain last showed it. */
export type TrancheView = {
  /** Counted from 0, as the program does. */
  index: number
  bps: number
  state: TrancheState
  /** Base units, fee included; null before the raise is settled. */
  share: bigint | null
  notBefore: Date
  /** Null for the first, which needs no approval. */
  approveBy: Date | null
  /** What the team promised for it. */
  delivers: string
  /** Whether it can be approved now. */
  open: boolean
  /** The oldest first. */
  reports: Report[]
}

type Promised = { delivers?: string }

const OUTCOMES = { succeeded: 'Succeeded', failed: 'Failed', unwinding: 'Unwinding' } as const

/** The account that a row of the mirror stands for; of a closed raise as it was in the end. */
export function accountOf(row: Pick<RaiseModel, 'account' | 'outcome' | 'entitlement' | 'released'>): RaiseAccount {
  const account = decodeRaise(row.account)
  const state = OUTCOMES[row.outcome as keyof typeof OUTCOMES]
  if (!state) return account
  return endedAccount(account, { state, entitlement: units(row.entitlement), released: units(row.released) })
}

/** The payments of a raise with what was promised and shown for each. */
export async function tranchesOf(
  db: Db | Tx,
  {
    address,
    account,
    promised,
    now,
  }: { address: string; account: RaiseAccount; promised: readonly Promised[]; now: Date },
): Promise<TrancheView[]> {
  const rows = await db.trancheReport.findMany({ where: { raiseAddress: address }, orderBy: { submittedAt: 'asc' } })
  const states = trancheStates(account, toUnix(now))
  const next = decidable(account, toUnix(now))
  const settled = account.state === 'Succeeded' || account.state === 'Unwinding'
  return account.tranches.map(({ bps, notBefore, approveBy }, index) => ({
    ...{ index, bps, state: states[index]!, share: settled ? shareOf(account, index) : null },
    ...{ notBefore: instantOf(notBefore), approveBy: index === 0 ? null : instantOf(approveBy) },
    ...{ delivers: promised[index]?.delivers ?? '', open: next === index },
    reports: rows
      .filter(({ tranche }) => tranche === index)
      .map(({ id, text, link, submittedAt }) => ({ id, text, link, submittedAt })),
  }))
}

/** What one payment is of what the issuer gets in all, in base units, fee included. */
export const shareOf = ({ entitlement, tranches }: RaiseAccount, index: number): bigint =>
  releasedAfter(entitlement, tranches, index) - (index === 0 ? 0n : releasedAfter(entitlement, tranches, index - 1))

/** A payment that staff can decide about now. */
export type OpenPayment = {
  /** Its investors judge it, or soon will: nobody else decides. */
  isJudged: boolean
  /** A verdict that waits for its second person, or for signatures; null for none. */
  waiting: 'proposed' | 'confirmed' | null
  raise: string
  title: string
  slug: string
  asset: Asset
  tranche: TrancheView
}

/** Every payment that waits for approval, the one whose time ends first at the top. Staff pages only. */
export async function openPayments(db: Db | Tx, now: Date): Promise<OpenPayment[]> {
  const rows = await db.raise.findMany({ where: { recognised: true, state: 'succeeded' } })
  const found: OpenPayment[] = []
  for (const { address, account } of rows) {
    const projectId = await projectByRaise(db, address)
    const project = projectId && (await projectById(db, projectId))
    if (!project) continue
    const { title, slug, terms, content } = project
    const views = await tranchesOf(db, { address, account: decodeRaise(account), promised: content.tranches.rows, now })
    const asset = { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint }
    for (const tranche of views.filter(({ open }) => open)) {
      const isJudged = await roundJudging(db, { raiseAddress: address, tranche: tranche.index, now })
      const waiting = await openOrderOn(db, { raiseAddress: address, tranche: tranche.index })
      found.push({ raise: address, title, slug, asset, tranche, isJudged, waiting })
    }
  }
  return found.sort((one, other) => one.tranche.approveBy!.getTime() - other.tranche.approveBy!.getTime())
}
