import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'

type Row = { address: string; person_id: string }

const OWNERS = {
  name: 'identity.owners',
  text: 'select address, person_id::text as person_id from wallet where address = any ($1::text[])',
}

/** Whose wallets these are or were, by address, in one statement; wallets that nobody proved are left out. */
export async function ownersOf(tx: Db | Tx | Sql, wallets: readonly string[]): Promise<Map<string, string>> {
  if (wallets.length === 0) return new Map()
  const rows = await rowsOf<Row>(tx, OWNERS, [[...wallets]])
  return new Map(rows.map(({ address, person_id }) => [address, person_id]))
}

const WALLETS = {
  name: 'identity.wallets',
  text: `
    select address, person_id::text as person_id from wallet where person_id = any ($1::uuid[]) order by linked_at, address`,
}

/** All wallets that several people ever proved, by person. */
export async function walletsOfPeople(
  tx: Db | Tx | Sql,
  personIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const wallets = new Map<string, string[]>()
  if (personIds.length === 0) return wallets
  for (const { address, person_id } of await rowsOf<Row>(tx, WALLETS, [[...personIds]]))
    wallets.set(person_id, [...(wallets.get(person_id) ?? []), address])
  return wallets
}

/** Those of the addresses that somebody proved and still uses here. */
export async function activeAmong(db: Db | Tx, addresses: readonly string[]): Promise<Set<string>> {
  const wallets = await db.wallet.findMany({
    where: { address: { in: [...addresses] }, retiredAt: null },
    select: { address: true },
  })
  return new Set(wallets.map(({ address }) => address))
}

const LINKED = {
  name: 'identity.linkedAt',
  text: 'select linked_at from wallet where address = $1 and retired_at is null',
}

/** Since when a wallet is in use here; null when it is not. */
export async function linkedAtOf(db: Db | Tx, address: string): Promise<Date | null> {
  const [row] = await rowsOf<{ linked_at: Date }>(db, LINKED, [address])
  return row?.linked_at ?? null
}

/** Whether a wallet is one that the person proved and still uses here. */
export async function isActiveOwner(
  db: Db | Tx,
  { address, personId }: { address: string; personId: string },
): Promise<boolean> {
  return (await db.wallet.count({ where: { address, personId, retiredAt: null } })) === 1
}
