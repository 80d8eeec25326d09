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
  return {
    slot: heads[0]?.slot ?? 0n,
    pledges: rows.map((row) => ({
      projectId: row.project_id,
      personId: row.person_id,
      accepted: BigInt(row.accepted),
    })),
    recipients: await issuerWallets(db, ids),
  }
}

/** A wallet's stake in a raise of a project, as the mirror shows it: whether it counts is for a round's rules to say. */
export type Behind = {
  projectId: string
  wallet: string
  /** Null for a wallet that nobody signed in with. */
  personId: string | null
  /** Base58; null for native KOII. */
  mint: string | null
  raise: 'open' | 'succeeded' | 'failed' | 'unwound'
  /** Whether its owner could still take it back. */
  withdrawable: boolean
  accepted: bigint
}

/**
 * Every position behind these projects, with the finalized slot that the mirror shows. accepted = committed, or
 * floor(committed * cap / confirmed) when the cap was passed (raise.md, promise 7). What was taken or paid back whole is not there.
 */
export async function positionsBehind(
  db: Db | Tx,
  projectIds: readonly string[],
): Promise<{ slot: bigint; positions: Behind[] }> {
  const heads = await db.$queryRaw<{ slot: bigint }[]>`select slot from chain_head limit 1`
  type Row = Omit<Behind, 'accepted'> & { accepted: string }
  const rows = await db.$queryRaw<Row[]>`
    select card.project_id as "projectId", held.wallet, held.person_id::text as "personId", raise.payment_mint as mint,
      (case coalesce(raise.outcome, raise.state)
        when 'succeeded' then 'succeeded' when 'failed' then 'failed' when 'unwinding' then 'unwound' else 'open' end) as raise,
      coalesce(raise.outcome, raise.state) <> 'succeeded' or held.terms_version <> raise.terms_version as withdrawable,
      (case when raise.confirmed <= raise.cap then held.committed
            else div(held.committed * raise.cap, raise.confirmed) end)::text as accepted
    from project_card card
    join raise on raise.address = card.raise_address and raise.recognised and raise.state <> 'draft'
    join "position" held on held.raise_address = raise.address and held.state in ('open', 'completed')
    where card.project_id = any(${[...projectIds]}::uuid[])
    order by card.project_id, held.wallet, held.address`
  return {
    slot: heads[0]?.slot ?? 0n,
    positions: rows.map(({ accepted, ...row }) => ({ ...row, accepted: BigInt(accepted) })),
  }
}

/** The issuer's wallet of each project's recognised raise, by project. */
export async function issuerWallets(db: Db | Tx, projectIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ project_id: string; issuer: string }[]>`
    select card.project_id, raise.issuer from project_card card join raise on raise.address = card.raise_address and raise.recognised
    where card.project_id = any(${[...projectIds]}::uuid[])`
  return new Map(rows.map(({ project_id, issuer }) => [project_id, issuer]))
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
