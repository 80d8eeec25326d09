import { decodeRaise } from '@/chain/raise/accounts'
import { instrumentOf } from '@/domains/compliance/queries/protection'
import { refusedBecause } from '@/domains/compliance/rules/refused'
import { approvedTermsOf, projectByRaise } from '@/domains/projects/queries/public'
import { changeSince, type TermsChange } from '@/domains/projects/queries/terms'
import type { PositionModel, RaiseModel } from '@/generated/prisma/models'
import type { Asset } from '@/kit/money'
import { toUnix } from '@/kit/time'
import { type Db, units } from '@/server/db'
import { completionLines, isSettled, movableFrom } from '../rules/ending'
import { type Phase, phaseOf } from '../rules/phase'
import { type Standing, standingOf } from '../rules/position'
import { mayConfirm } from '../rules/reconfirmation'
import { endedRaise } from './ended'
import { type IntentView, intentsOf } from './intent'
import { lastAsked } from './reconfirm'

/** One position of a person, with what can be done about it and its transactions. */
export type Holding = {
  position: string
  raise: string
  wallet: string
  projectId: string | null
  slug: string | null
  title: string
  phase: Phase
  /** What became of the position: open, withdrawn, refunded, completed or undone. */
  state: PositionModel['state']
  payment: Asset
  sale: Asset
  standing: Standing
  returned: bigint
  closesAt: Date
  settleAfter: Date
  withdrawUntil: Date
  /** Whether anybody may settle the raise now. */
  settleable: boolean
  /** Whether the program still takes a yes to changed terms. */
  confirmable: boolean
  held: boolean
  /** Why the rules that protect investors did not allow what was added, as it was booked; empty when they did. */
  refused: string[]
  /** What the owner was asked about changed terms, and until when they may agree; null when the terms never changed. */
  asked: Awaited<ReturnType<typeof lastAsked>>
  /** What changed since this position agreed to the terms; null when it agrees to the present ones. */
  change: TermsChange | null
  openedAt: Date
  /** Seconds after the settlement in which no token is handed over, so that none can be passed on, and when they are over. */
  lock: { seconds: number; until: Date | null }
  /** What was bought, once the raise is settled: the same words as in the notice of it. Empty before, and for who took no part. */
  bought: string[]
  intents: IntentView[]
}

type Row = PositionModel & { raise: RaiseModel }

/** Everything that a person's wallets hold, the newest first; also positions that were made with another client. */
export async function portfolioOf(
  db: Db,
  { personId, wallets, now }: { personId: string; wallets: readonly string[]; now: Date },
): Promise<Holding[]> {
  const rows = await db.position.findMany({
    where: { OR: [{ wallet: { in: [...wallets] } }, { personId }] },
    include: { raise: true },
    orderBy: { openedAt: 'desc' },
  })
  const intents = await intentsOf(db, { personId, take: 500 })
  return Promise.all(rows.map((row) => holdingOf(db, row, { intents, now })))
}

async function holdingOf(db: Db, row: Row, { intents, now }: { intents: IntentView[]; now: Date }): Promise<Holding> {
  const { raise } = row
  const projectId = await projectByRaise(db, raise.address)
  const terms = projectId ? await approvedTermsOf(db, projectId) : null
  const asked = await lastAsked(db, row.address)
  const names = terms
    ? { title: terms.title, payment: terms.paymentAsset, sale: terms.saleAsset }
    : { title: raise.address, ...unnamed(raise) }
  return {
    ...{ position: row.address, raise: raise.address, wallet: row.wallet, state: row.state, held: row.held },
    ...{ projectId: terms ? projectId : null, slug: terms?.slug ?? null, ...names },
    refused: row.state === 'open' && raise.state === 'open' ? refusedBecause(row.flags) : [],
    phase: phaseOf(raise, now),
    standing: standingOfRow(row, now),
    returned: units(row.returned),
    ...{ closesAt: raise.closesAt, settleAfter: raise.settleAfter, withdrawUntil: raise.withdrawUntil },
    confirmable: raise.state === 'open' && mayConfirm(now, asked?.dueAt ?? raise.settleAfter),
    asked,
    settleable: raise.state === 'open' && now >= raise.settleAfter,
    change: projectId && row.state === 'open' ? await changeSince(db, projectId, row.termsVersion) : null,
    openedAt: row.openedAt,
    lock: lockOf(raise),
    bought: await boughtIn(db, row, { projectId, ...names }),
    intents: intents.filter((intent) => intent.raiseAddress === raise.address && intent.wallet === row.wallet),
  }
}

function lockOf({ account, settledAt }: RaiseModel): Holding['lock'] {
  const terms = decodeRaise(new Uint8Array(account))
  return { seconds: terms.vestingCliff, until: settledAt && movableFrom(settledAt, terms) }
}

type Named = Pick<Holding, 'projectId' | 'title' | 'payment' | 'sale'>

async function boughtIn(db: Db, row: Row, { projectId, ...names }: Named): Promise<string[]> {
  const tookPart = row.termsVersion === row.raise.termsVersion && (row.state === 'open' || row.state === 'completed')
  if (!tookPart || !row.raise.settledAt) return []
  const ended = endedRaise(row.raise, { ...names, instrument: projectId ? await instrumentOf(db, projectId) : null })
  return isSettled(ended) ? completionLines(ended, { ...row, committed: units(row.committed) }) : []
}

const unnamed = (raise: RaiseModel): { payment: Asset; sale: Asset } => ({
  payment: {
    symbol: raise.paymentMint?.slice(0, 4) ?? 'KOII',
    decimals: raise.paymentDecimals,
    mint: raise.paymentMint,
  },
  sale: { symbol: raise.saleMint.slice(0, 4), decimals: raise.saleDecimals, mint: raise.saleMint },
})

/** A position whose account is gone holds nothing any more; what it was stays readable. */
function standingOfRow(row: Row, now: Date): Standing {
  const account = decodeRaise(new Uint8Array(row.raise.account))
  const facts = {
    ...{ committed: units(row.committed), fresh: units(row.fresh), freshUntil: toUnix(row.freshUntil) },
    ...{ termsVersion: row.termsVersion, excessPaid: row.excessPaid, unwound: row.unwound },
    ...{ returned: units(row.returned), delivered: units(row.delivered) },
  }
  const standing = standingOf(account, facts, toUnix(now))
  if (row.state === 'open') return standing
  const over = { withdrawable: 0n, refundable: 0n, excessDue: 0n, claimableTokens: 0n, vesting: 0n, unwindable: 0n }
  return { ...standing, ...over }
}
