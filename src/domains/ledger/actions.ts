import type { Prisma } from '@/generated/prisma/client'
import { type Tx, units } from '@/server/db'
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
export async function post(tx: Tx, transfers: readonly TransferInput[]): Promise<number> {
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

function insertNew(tx: Tx, transfers: readonly TransferInput[]): Promise<number> {
  const rows = transfers.map(({ cause, from, to, asset, units: amount, at, facts }) => ({
    ...{ cause, from, to, asset },
    units: amount.toString(),
    at: at.toISOString(),
    facts: facts ?? {},
  }))
  return tx.$executeRaw`
    insert into transfer (cause, from_account, to_account, asset, units, at, facts)
    select t.cause, t."from", t."to", t.asset, t.units, t.at, t.facts
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as t (cause text, "from" text, "to" text, asset text, units numeric, at timestamptz, facts jsonb)
    on conflict (cause) do nothing`
}

async function compareWithBooked(tx: Tx, transfers: readonly TransferInput[]): Promise<void> {
  const booked = await tx.transfer.findMany({ where: { cause: { in: transfers.map(({ cause }) => cause) } } })
  const byCause = new Map(booked.map((row) => [row.cause, contentOf(row)]))
  for (const transfer of transfers) {
    const before = byCause.get(transfer.cause)
    if (!before || !isSameTransfer(before, transfer)) throw new CauseConflict(transfer.cause)
  }
}

const contentOf = (row: { fromAccount: string; toAccount: string; asset: string; units: Prisma.Decimal }) => ({
  from: row.fromAccount,
  to: row.toAccount,
  asset: row.asset,
  units: units(row.units),
})
