import type { Line, PlannedList, Poster } from '@/chain/distributor/plan'
import { decimal, type Tx } from '@/server/db'
import { change } from '@/server/sql'
import type { Way } from '../rules'

/** Who is paid how much, base58 and base units. */
export type PaymentLine = { projectId: string; recipient: string; amount: bigint }

/** What follows from one allocation, named by its digest (hex): every line, and the lists when it is not paid directly. */
export type PaymentPlan = {
  digest: string
  way: Way
  lines: readonly PaymentLine[]
  lists: readonly PlannedList<PaymentLine>[]
}

/** A line of a round of the engine. `name` says who in the round is meant. */
export type NamedLine = Line & { kind: 'payout' | 'bond'; name: string }

/** One statement a list: its lines are thousands. */
const INSERT = {
  name: 'rounds.lines',
  text: `
    insert into payout (id, round_id, engine_round_id, list_address, project_id, name, kind, recipient, units, index)
    select gen_random_uuid(), $1::uuid, $2::uuid, $3::text, l.project, l.name, l.kind::payout_kind, l.recipient, l.units, l.place - 1
    from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::numeric[])
      with ordinality as l (project, name, kind, recipient, units, place)`,
}

const columnsOf = (lines: readonly Line[]) => [
  lines.map(({ recipient }) => recipient),
  lines.map(({ amount }) => amount.toString()),
]

const writeLines = (tx: Tx, roundId: string, listAddress: string | null, lines: readonly PaymentLine[]) =>
  change(tx, INSERT, [
    ...[roundId, null, listAddress, lines.map(({ projectId }) => projectId), lines.map(() => null)],
    ...[lines.map(() => 'payout'), ...columnsOf(lines)],
  ])

/** Writes the lines of a list of a round of the engine, in their order. */
export const writeNamedLines = (tx: Tx, engineRoundId: string, listAddress: string, lines: readonly NamedLine[]) =>
  change(tx, INSERT, [
    ...[null, engineRoundId, listAddress, lines.map(() => null), lines.map(({ name }) => name)],
    ...[lines.map(({ kind }) => kind), ...columnsOf(lines)],
  ])

/** Writes a list as it will be posted, and its lines. What nobody claims comes back to the operator. */
export async function writeList(
  tx: Tx,
  roundId: string,
  { operator, guardian }: Poster,
  { address, shard, root, total, lines }: PlannedList<PaymentLine>,
): Promise<void> {
  const keys = { operator, guardian, pool: operator }
  await tx.payoutList.create({
    data: { address, roundId, shard, root, ...keys, count: lines.length, total: decimal(total) },
  })
  await writeLines(tx, roundId, address, lines)
}

/** Writes a payment by plain transfers, and its lines. */
export async function writeDirect(
  tx: Tx,
  roundId: string,
  payer: string,
  lines: readonly PaymentLine[],
): Promise<void> {
  const total = lines.reduce((sum, { amount }) => sum + amount, 0n)
  await tx.directPayment.create({ data: { roundId, payer, total: decimal(total) } })
  await writeLines(tx, roundId, null, lines)
}
