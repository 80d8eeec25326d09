import type { Tx } from '@/server/db'
import { change, rowsOf, type Sql } from '@/server/sql'
import { isSameTransfer, transferProblem } from './rules'
import type { TransferInput } from './schema'

/** A cause that was booked before with other content: a bug or a forged report. Nothing is booked. */
export class CauseConflict extends Error {
  override name = 'CauseConflict'
  constructor(cause: string) {
    super(`${cause} is booked already, with other content`)
  }
}

/**
 * Books transfers in one statement, each once: a repeated cause with the same content changes nothing, with other content
 * throws CauseConflict. Returns how many were new. Safe under parallel posts of the same causes: the later one waits.
 */
export async function post(tx: Tx | Sql, transfers: readonly TransferInput[]): Promise<number> {
  for (const transfer of transfers) {
    const problem = transferProblem(transfer)
    if (problem) throw new RangeError(problem)
  }
  if (transfers.length === 0) return 0
  // One order for everybody, so that two parallel posts cannot wait for each other.
  const ordered = [...transfers].sort((a, b) => (a.cause < b.cause ? -1 : a.cause > b.cause ? 1 : 0))
  const inserted = await insertNew(tx, ordered)
  if (inserted < transfers.length) await compareWithBooked(tx, ordered)
  return inserted
}

/** Rows are only added, and no balance is kept anywhere: however many pay into one account, none waits for another. */
const INSERT = {
  name: 'ledger.post',
  text: `
    insert into transfer (cause, from_account, to_account, asset, units, at, facts)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::timestamptz[], $7::jsonb[])
    on conflict (cause) do nothing`,
}

function insertNew(tx: Tx | Sql, transfers: readonly TransferInput[]): Promise<number> {
  return change(tx, INSERT, [
    transfers.map(({ cause }) => cause),
    transfers.map(({ from }) => from),
    transfers.map(({ to }) => to),
    transfers.map(({ asset }) => asset),
    transfers.map(({ units }) => units.toString()),
    transfers.map(({ at }) => at.toISOString()),
    transfers.map(({ facts }) => JSON.stringify(facts ?? {})),
  ])
}

const BOOKED = {
  name: 'ledger.booked',
  text: `
    select cause, from_account as "from", to_account as "to", asset, units::text as units
    from transfer where cause = any ($1::text[])`,
}

async function compareWithBooked(tx: Tx | Sql, transfers: readonly TransferInput[]): Promise<void> {
  type Row = { cause: string; from: string; to: string; asset: string; units: string }
  const rows = await rowsOf<Row>(tx, BOOKED, [transfers.map(({ cause }) => cause)])
  const booked = new Map(rows.map((row) => [row.cause, { ...row, units: BigInt(row.units) }]))
  for (const transfer of transfers) {
    const before = booked.get(transfer.cause)
    if (!before || !isSameTransfer(before, transfer)) throw new CauseConflict(transfer.cause)
  }
}
