import { type Db, type Tx, units } from '@/server/db'

type About = { raiseAddress: string; tranche: number }

/**
 * Whether a round judges this payment at `now`, or is to: from its proposal on, until it has ended, or did not open when it was to.
 */
export async function roundJudging(db: Db | Tx, { now, ...about }: About & { now: Date }): Promise<boolean> {
  const live = { OR: [{ openedAt: { not: null } }, { opensAt: { gt: now } }] }
  return (await db.trancheRound.count({ where: { ...about, endedAt: null, ...live } })) > 0
}

/** Whether an order about this payment waits for a second person (`proposed`) or for the approvers' signatures; null for none. */
export async function openOrderOn(db: Db | Tx, about: About): Promise<'proposed' | 'confirmed' | null> {
  const open = (state: 'proposed' | 'confirmed') => db.guardianOrder.count({ where: { ...about, state } })
  if ((await open('proposed')) > 0) return 'proposed'
  return (await open('confirmed')) > 0 ? 'confirmed' : null
}

/** The order that a round's verdict became; null for none. */
export const orderOfRound = (db: Db | Tx, roundId: string) =>
  db.guardianOrder.findUnique({ where: { roundId }, select: { act: true, state: true } })

/** Whether the team has handed in its report for a round. */
export const isReportedFor = async (db: Db | Tx, roundId: string): Promise<boolean> =>
  (await db.trancheReport.count({ where: { roundId } })) > 0

/**
 * Who has how much in a raise that succeeded, over all wallets of a person, in base units of what it is paid in; wallets that nobody
 * signed in with are left out. accepted = committed, or floor(committed * cap / confirmed) when the cap was passed (raise.md,
 * promise 7).
 */
export async function investorsIn(db: Db | Tx, raiseAddress: string): Promise<Map<string, bigint>> {
  const rows = await db.$queryRaw<{ person_id: string; accepted: string }[]>`
    select held.person_id::text as person_id, sum(case when raise.confirmed <= raise.cap then held.committed
      else div(held.committed * raise.cap, raise.confirmed) end)::text as accepted
    from raise join "position" held on held.raise_address = raise.address and held.terms_version = raise.terms_version
      and held.state in ('open', 'completed') and held.person_id is not null
    where raise.address = ${raiseAddress} and raise.recognised and raise.state = 'succeeded'
    group by held.person_id order by held.person_id`
  return new Map(
    rows.map(({ person_id, accepted }) => [person_id, BigInt(accepted)]).filter(([, held]) => held !== 0n) as [
      string,
      bigint,
    ][],
  )
}

/** What the team of a raise reported as spent, the oldest report first. */
export async function spendingIn(db: Db | Tx, raiseAddress: string) {
  const reports = await db.trancheReport.findMany({
    where: { raiseAddress, spending: { some: {} } },
    include: { spending: { orderBy: { line: 'asc' } } },
    orderBy: { submittedAt: 'asc' },
  })
  return reports.map(({ tranche, spending }) => ({
    tranche,
    spending: spending.map(({ line, title, hash, link, ...row }) => ({
      line,
      title,
      hash,
      link,
      units: units(row.units),
    })),
  }))
}
