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
  await post(tx, movesOf(list, paid, now))
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
type RoundOf = Pick<KeptList, 'roundId' | 'engineRoundId'>
const roundOf = ({ roundId, engineRoundId }: RoundOf): string => (roundId ?? engineRoundId)!

/** What lines moved: a payout from the list to its recipient, what a bond lost from its owner to the pool for bonds. */
function movesOf(list: KeptList, paid: readonly KeptLine[], at: Date): TransferInput[] {
  const { address, mint, operator, engineRound } = list
  const asset = assetKeyOf(mint)
  const bondPool = engineRound?.bondPool ?? null
  const lost = bondPool === operator ? accounts.treasury(operator) : bondPool && accounts.list(bondPool)
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

/** Books bonds that the list can judge no more, as the chain shows at `finalized`: they are their owners' again, or were taken back. */
export async function recordFreed(
  tx: Tx,
  { address, indices, now }: Seen & { indices: readonly number[] },
): Promise<void> {
  const list = await lockedList(tx, address)
  const where = { listAddress: address, index: { in: [...indices] }, kind: 'bond' as const, state: 'waiting' as const }
  const freed = await tx.payout.findMany({ where, orderBy: { index: 'asc' } })
  if (freed.length === 0) return
  await tx.payout.updateMany({ where, data: { state: 'lapsed' } })
  const acts = freed.map(({ recipient, index, units: amount }) => ({
    ...{ type: 'rounds.bondFreed', at: now, actorId: null, subjects: [`round:${roundOf(list)}`] },
    facts: { recipient, units: units(amount).toString(), list: address, index },
  }))
  await appendAll(tx, acts)
  await announcePublicChange(tx, '/rounds')
  await finishWhenDone(tx, list, now)
}

/** Books that the time for claims is over, at `finalized`: whoever was not paid is not paid any more. */
export async function recordEnded(tx: Tx, { address, now }: Seen): Promise<void> {
  const list = await lockedList(tx, address)
  if (list.state !== 'posted') return
  await tx.payout.updateMany({ where: { listAddress: address, state: 'waiting' }, data: { state: 'lapsed' } })
  await tx.payoutList.update({ where: { address }, data: { state: 'ended', notice: null } })
  const units = (await leftIn(tx, address)).toString()
  await record(tx, roundOf(list), 'lapsed', { personId: null, now }, { list: address, units })
  await finishRoundOf(tx, list, now)
}

/** Books that a list whose time is over holds nothing any more: what was left has gone to who gets it. */
export async function recordGivenBack(tx: Tx, { address, now }: Seen): Promise<void> {
  const list = await lockedList(tx, address)
  if (list.state !== 'ended') return
  const left = await leftIn(tx, address)
  const to = list.mint && !holdsLostBonds(list) ? accounts.issuer(list.pool) : accounts.treasury(list.pool)
  const back = { from: accounts.list(address), to, asset: assetKeyOf(list.mint), units: left }
  if (left > 0n) await post(tx, [{ ...back, cause: `reclaim:${address}`, at: now }])
  await tx.payoutList.update({ where: { address }, data: { state: 'done', notice: null } })
  await record(tx, roundOf(list), 'givenBack', { personId: null, now }, { list: address, units: left.toString() })
}

/** What a list would have paid and nobody claimed in time, in base units. Bonds lie elsewhere. */
async function leftIn(tx: Tx, address: string): Promise<bigint> {
  const lapsed = { listAddress: address, kind: 'payout' as const, state: 'lapsed' as const }
  const { _sum } = await tx.payout.aggregate({ where: lapsed, _sum: { units: true } })
  return _sum.units ? units(_sum.units) : 0n
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
async function finishWhenDone(tx: Tx, list: RoundOf & { address: string }, now: Date): Promise<void> {
  const { address } = list
  if ((await tx.payout.count({ where: { listAddress: address, state: 'waiting' } })) > 0) return
  await tx.payoutList.update({ where: { address }, data: { state: 'done', notice: null } })
  await finishRoundOf(tx, list, now)
}

/** Ends the round of a list, of either form, if nothing of it is open. */
async function finishRoundOf(tx: Tx, { roundId, engineRoundId }: RoundOf, now: Date): Promise<void> {
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
