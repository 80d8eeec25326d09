import type { Db, Tx } from '@/server/db'

export type AcceptedPledges = {
  /** The finalized slot that the mirror shows. */
  slot: bigint
  /** One row a position; a person with several wallets has several. Base units of KOII. */
  pledges: { projectId: string; personId: string; accepted: bigint }[]
  /** The issuer's wallet of each project's succeeded raise. */
  recipients: Map<string, string>
}

/**
 * What people had accepted in raises of these projects that succeeded and were paid in KOII, at the mirror's slot. A position that
 * can still be withdrawn never counts, nor one of a wallet that nobody signed in with: a person could not be told from a crowd.
 * accepted = committed, or floor(committed * cap / confirmed) when the cap was passed (raise.md, promise 7).
 */
export async function acceptedPledges(db: Db | Tx, projectIds: readonly string[]): Promise<AcceptedPledges> {
  const ids = [...projectIds]
  const heads = await db.$queryRaw<{ slot: bigint }[]>`select slot from chain_head limit 1`
  const rows = await db.$queryRaw<{ project_id: string; person_id: string; accepted: string }[]>`
    select card.project_id, held.person_id,
      (case when raise.confirmed <= raise.cap then held.committed
            else div(held.committed * raise.cap, raise.confirmed) end)::text as accepted
    from project_card card
    join raise on raise.address = card.raise_address and raise.recognised and raise.payment_asset = 'KOII'
      and (raise.state = 'succeeded' or (raise.state = 'closed' and raise.outcome = 'succeeded'))
    join "position" held on held.raise_address = raise.address and held.terms_version = raise.terms_version
      and held.state in ('open', 'completed') and held.person_id is not null
    where card.project_id = any(${ids}::uuid[])
    order by card.project_id, held.address`
  const issuers = await db.$queryRaw<{ project_id: string; issuer: string }[]>`
    select card.project_id, raise.issuer from project_card card join raise on raise.address = card.raise_address and raise.recognised
    where card.project_id = any(${ids}::uuid[])`
  return {
    slot: heads[0]?.slot ?? 0n,
    pledges: rows.map((row) => ({
      projectId: row.project_id,
      personId: row.person_id,
      accepted: BigInt(row.accepted),
    })),
    recipients: new Map(issuers.map(({ project_id, issuer }) => [project_id, issuer])),
  }
}

/** Whether a person holds, or held, a position in a raise of one of these projects: then others decide on its bonus. */
export async function holdsPositionIn(db: Db | Tx, personId: string, projectIds: readonly string[]): Promise<boolean> {
  const rows = await db.$queryRaw<{ holds: boolean }[]>`
    select exists (
      select 1 from "position" held join project_card card on card.raise_address = held.raise_address
      where held.person_id = ${personId}::uuid and card.project_id = any(${[...projectIds]}::uuid[])
    ) as holds`
  return rows[0]?.holds ?? false
}
