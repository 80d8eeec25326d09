import type { PlannedList, Poster } from '@/chain/distributor/plan'
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

/** One statement a list: its lines are thousands. */
const INSERT = {
  name: 'rounds.lines',
  text: `
    insert into payout (id, round_id, project_id, recipient, units, list_address, index)
    select gen_random_uuid(), $1::uuid, l.project, l.recipient, l.units, $2::text, l.place - 1
    from unnest($3::uuid[], $4::text[], $5::numeric[]) with ordinality as l (project, recipient, units, place)`,
}

const writeLines = (tx: Tx, roundId: string, listAddress: string | null, lines: readonly PaymentLine[]) =>
  change(tx, INSERT, [
    ...[roundId, listAddress, lines.map(({ projectId }) => projectId), lines.map(({ recipient }) => recipient)],
    lines.map(({ amount }) => amount.toString()),
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
