import { post } from '@/domains/ledger/actions'
import { accounts, assetKeyOf, type TransferInput } from '@/domains/ledger/schema'
import { appendAll } from '@/domains/log/actions'
import { recordHappenings } from '@/domains/reputation/actions'
import { type Tx, units } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { locked, record } from '../actions'
import { advance } from '../rules'
import { finishEngineRound } from './steps'

/** Says for everybody to read why a list waits, or that nothing is in the way any more (null). */
export async function noteList(tx: Tx, { address, notice }: { address: string; notice: string | null }): Promise<void> {
  const count = await tx.$executeRaw`
    update payout_list set notice = ${notice} where address = ${address} and notice is distinct from ${notice}`
  if (count > 0) await announcePublicChange(tx, '/rounds')
}

type Seen = { address: string; now: Date }

/** Books that a root and its money are on the chain, at `finalized`: the total went from the treasury into the list. */
export async function recordPosted(
  tx: Tx,
  { address, claimUntil, postedAt, now }: Seen & { claimUntil: Date; postedAt: Date },
): Promise<void> {
  const list = await lockedList(tx, address)
  if (list.state !== 'planned') return
  await tx.payoutList.update({
    where: { address },
    data: { state: 'posted', postedAt, claimUntil, notice: null },
  })
  // Tokens were paid in by the issuer, who gets back what is left over.
  const [from, to] = [list.mint ? accounts.issuer(list.pool) : accounts.treasury(list.operator), accounts.list(address)]
  const [amount, asset] = [units(list.total), assetKeyOf(list.mint)]
  // What bonds lost is in the books of their list already.
  if (amount > 0n && !holdsLostBonds(list))
    await post(tx, [{ from, to, asset, units: amount, cause: `distribution:${address}`, at: now }])
  await record(tx, roundOf(list), 'posted', { personId: null, now }, { list: address, root: list.root })
}

/** Books the lines whose bits the list shows as set, at `finalized`, each once: whoever sent the claim. */
export async function recordPaid(
  tx: Tx,
  { address, indices, now }: Seen & { indices: readonly number[] },
): Promise<void> {
  const list = await lockedList(tx, address)
  const where = { listAddress: address, index: { in: [...indices] }, state: 'waiting' as const }
  const paid = await tx.payout.findMany({ where, orderBy: { index: 'asc' } })
  if (paid.length === 0) return
  await tx.payout.updateMany({ where, data: { state: 'paid', paidAt: now } })
  await post(tx, await movesOf(tx, list, paid, now))
  const acts = paid.map(({ projectId, name, kind, recipient, index, units: amount }) => ({
    type: kind === 'bond' ? 'rounds.bondJudged' : 'rounds.paidOut',
    at: now,
    actorId: null,
    subjects: [`round:${roundOf(list)}`, ...(projectId ? [`project:${projectId}`] : [])],
    facts: { project: projectId ?? name, recipient, units: units(amount).toString(), list: address, index },
  }))
  await appendAll(tx, acts)
  await recordPayments(tx, { roundId: roundOf(list), paid, now })
  await announcePublicChange(tx, '/rounds')
  await finishWhenDone(tx, list, now)
}

type KeptList = Awaited<ReturnType<typeof lockedList>>
type KeptLine = { kind: 'payout' | 'bond'; recipient: string; index: number; units: Parameters<typeof units>[0] }

/** The round of a list, of either form. */
const roundOf = ({ roundId, engineRoundId }: Pick<KeptList, 'roundId' | 'engineRoundId'>): string =>
  (roundId ?? engineRoundId)!

/** What lines moved: a payout from the list to its recipient, what a bond lost from its owner to the pool for bonds. */
async function movesOf(tx: Tx, list: KeptList, paid: readonly KeptLine[], at: Date): Promise<TransferInput[]> {
  const { address, mint, engineRound } = list
  const asset = assetKeyOf(mint)
  const bondPool = engineRound?.bondPool ?? null
  const isList = bondPool !== null && (await tx.payoutList.count({ where: { address: bondPool } })) > 0
  const lost = bondPool === null ? null : isList ? accounts.list(bondPool) : accounts.treasury(bondPool)
  return paid
    .filter(({ units: amount }) => units(amount) > 0n)
    .map(({ kind, index, recipient, units: amount }) => ({
      ...{ asset, units: units(amount), at },
      ...(kind === 'bond'
        ? { from: accounts.wallet(recipient), to: lost!, cause: `slash:${address}:${index}` }
        : { from: accounts.list(address), to: accountOf(list, recipient), cause: `claim:${address}:${index}` }),
    }))
}

/** The treasury is paid what is left of lost bonds; its account in the books is its own. */
const accountOf = ({ operator }: KeptList, recipient: string) =>
  recipient === operator ? accounts.treasury(recipient) : accounts.wallet(recipient)

/** Books that the time for claims is over and the pool has what was left. */
export async function recordLapsed(tx: Tx, { address, now }: Seen): Promise<void> {
  const list = await lockedList(tx, address)
  const where = { listAddress: address, state: 'waiting' as const }
  const lapsed = await tx.payout.findMany({ where, orderBy: { index: 'asc' } })
  if (list.state !== 'posted' || lapsed.length === 0) return
  await tx.payout.updateMany({ where, data: { state: 'lapsed' } })
  const left = lapsed.reduce((sum, { kind, units: amount }) => sum + (kind === 'bond' ? 0n : units(amount)), 0n)
  const to = list.mint && !holdsLostBonds(list) ? accounts.issuer(list.pool) : accounts.treasury(list.pool)
  const back = { from: accounts.list(address), to, asset: assetKeyOf(list.mint), units: left }
  if (left > 0n) await post(tx, [{ ...back, cause: `reclaim:${address}`, at: now }])
  await record(tx, roundOf(list), 'lapsed', { personId: null, now }, { list: address, units: left.toString() })
  await finishWhenDone(tx, list, now)
}

/** What a paid line says of the wallet that its project was paid to, once for a round and a project. */
export async function recordPayments(
  tx: Tx,
  {
    roundId,
    paid,
    now,
  }: { roundId: string; paid: readonly { projectId: string | null; recipient: string }[]; now: Date },
): Promise<void> {
  const happenings = paid.flatMap(({ projectId, recipient }) =>
    projectId
      ? [{ subject: recipient, kind: 'round.paid' as const, ref: `payout:${roundId}:${projectId}`, at: now }]
      : [],
  )
  await recordHappenings(tx, happenings)
}

async function lockedList(tx: Tx, address: string) {
  await tx.$queryRaw`select 1 from payout_list where address = ${address} for update`
  const engineRound = { select: { bondPool: true } }
  return tx.payoutList.findUniqueOrThrow({ where: { address }, include: { engineRound } })
}

/** Whether a list pays out what bonds lost: then they go into its vault. */
const holdsLostBonds = ({ address, engineRound }: KeptList): boolean => engineRound?.bondPool === address

/** Ends a list with its last line. */
async function finishWhenDone(
  tx: Tx,
  { address, roundId, engineRoundId }: Pick<KeptList, 'address' | 'roundId' | 'engineRoundId'>,
  now: Date,
): Promise<void> {
  if ((await tx.payout.count({ where: { listAddress: address, state: 'waiting' } })) > 0) return
  await tx.payoutList.update({ where: { address }, data: { state: 'done', notice: null } })
  if (roundId) await finishRound(tx, { roundId, now })
  if (engineRoundId) await finishEngineRound(tx, { roundId: engineRoundId, now })
}

/** Ends a round with its last line, however it is paid. */
export async function finishRound(tx: Tx, { roundId, now }: { roundId: string; now: Date }): Promise<void> {
  const round = await locked(tx, roundId)
  if ((await tx.payout.count({ where: { roundId, state: 'waiting' } })) > 0) return
  await tx.round.update({ where: { id: roundId }, data: { state: advance(round.state, 'finish') } })
  await record(tx, roundId, 'paid', { personId: null, now }, {})
}
