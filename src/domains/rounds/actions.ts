import type { Poster } from '@/chain/distributor/plan'
import { walletsOf } from '@/domains/identity/queries'
import { append } from '@/domains/log/actions'
import { sidesOf } from '@/domains/projects/queries/public'
import { acceptedPledges, holdsPositionIn } from '@/domains/raises/queries/pledges'
import { canonicalJson } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import { decimal, type Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { type PaymentPlan, writeDirect, writeList } from './actions/lines'
import { advance, assertDisinterested, phaseOf, refuse, wayOf } from './rules'
import { pledgeMatch } from './rules/first-form'
import { type Allocation, type RuleSheet, readSheet } from './schema'

type Act = { personId: string; now: Date }

/** A second person publishes the sheet; from then on nothing in it changes. */
export async function publish(tx: Tx, { roundId, ...act }: Act & { roundId: string }): Promise<void> {
  const round = await locked(tx, roundId)
  const state = advance(round.state, 'publish')
  if (round.proposedBy === act.personId) throw refuse.samePerson()
  await refuseOwnInterest(tx, act.personId, readSheet(round.sheet))
  await tx.round.update({ where: { id: roundId }, data: { state, publishedBy: act.personId } })
  await record(tx, roundId, 'published', act, { sheet: round.sheetDigest })
}

/**
 * Computes the allocation from the positions of succeeded raises at the mirror's finalized slot, and proposes it.
 * `smallestPayment` (base units) is what the chain takes at least for an empty wallet; `plainWallets` are the recipients that it
 * shows as wallets that exist: with one that is not among them the round is paid through a list. Computing again replaces the proposal.
 */
export async function allocate(
  tx: Tx,
  {
    roundId,
    smallestPayment,
    plainWallets = new Set(),
    ...act
  }: Act & { roundId: string; smallestPayment: bigint; plainWallets?: ReadonlySet<string> },
): Promise<void> {
  const round = await locked(tx, roundId)
  const state = advance(round.state, 'allocate')
  const sheet = readSheet(round.sheet)
  if (phaseOf(round, act.now) !== 'ended') throw refuse.notEnded({ endsAt: round.endsAt })
  await refuseOwnInterest(tx, act.personId, sheet)
  const shares = await preview(tx, sheet)
  const allocation = { ...shares, way: wayOf(shares.projects, plainWallets) }
  const paid = allocation.projects.filter((project) => project.units > 0n)
  if (paid.length === 0) throw refuse.nobodyPledged()
  for (const { projectId, units: share } of paid) {
    if (share < smallestPayment) throw refuse.shareTooSmall({ projectId, units: share, smallest: smallestPayment })
  }
  const written = writeAllocation(allocation)
  await tx.round.update({
    where: { id: roundId },
    data: {
      state,
      allocation: canonicalJson(written),
      allocationDigest: digestOf(written),
      allocationSlot: decimal(allocation.slot),
      allocatedBy: act.personId,
      allocatedAt: act.now,
    },
  })
  await record(tx, roundId, 'allocated', act, {
    allocation: digestOf(written),
    slot: allocation.slot.toString(),
    way: allocation.way,
  })
}

/** The allocation as it would be at this moment, but for the way it is paid, which the chain decides; nothing is stored. */
export async function preview(tx: Tx, sheet: RuleSheet): Promise<Omit<Allocation, 'way'>> {
  const { slot, pledges, recipients } = await acceptedPledges(tx, sheet.projectIds)
  const projects = pledgeMatch(sheet, pledges).map((project) => ({
    ...project,
    recipient: recipients.get(project.projectId) ?? null,
  }))
  return { slot, sheetDigest: digestOf(sheet), projects }
}

/**
 * A second person confirms exactly the allocation they looked at. The lists that will be posted, or the direct payment, and every
 * line of them are written in the same transaction: from here on nothing about who is paid how much, and how, can change.
 */
export async function confirm(
  tx: Tx,
  { roundId, plan, poster, ...act }: Act & { roundId: string; plan: PaymentPlan; poster: Poster },
): Promise<void> {
  const { digest, lists } = plan
  const round = await locked(tx, roundId)
  const state = advance(round.state, 'confirm')
  if (round.allocatedBy === act.personId) throw refuse.samePerson()
  // The plan was made from the allocation with this digest.
  if (round.allocationDigest !== digest) throw refuse.changedSince()
  await refuseOwnInterest(tx, act.personId, readSheet(round.sheet))
  await tx.round.update({ where: { id: roundId }, data: { state, confirmedBy: act.personId, confirmedAt: act.now } })
  if (plan.way === 'direct') {
    await writeDirect(tx, roundId, poster.operator, plan.lines)
    return record(tx, roundId, 'confirmed', act, { allocation: digest, paidBy: poster.operator })
  }
  for (const list of lists) await writeList(tx, roundId, poster, list)
  await record(tx, roundId, 'confirmed', act, {
    allocation: digest,
    lists: lists.map(({ address, root }) => `${address} ${root}`).join(', '),
  })
}

/** Sends a proposed allocation back: the round is published again and may be allocated anew. */
export async function sendBack(tx: Tx, { roundId, ...act }: Act & { roundId: string }): Promise<void> {
  const round = await locked(tx, roundId)
  const state = advance(round.state, 'return')
  await refuseOwnInterest(tx, act.personId, readSheet(round.sheet))
  await tx.round.update({ where: { id: roundId }, data: { state } })
  await record(tx, roundId, 'returned', act, {})
}

/** Ends a round that should not be paid, with a reason everybody can read. */
export async function voidRound(
  tx: Tx,
  { roundId, reason, ...act }: Act & { roundId: string; reason: string },
): Promise<void> {
  const round = await locked(tx, roundId)
  const state = advance(round.state, 'void')
  await refuseOwnInterest(tx, act.personId, readSheet(round.sheet))
  await tx.round.update({ where: { id: roundId }, data: { state, voidedBy: act.personId, voidReason: reason } })
  await record(tx, roundId, 'voided', act, {})
}

/** A round, locked until the transaction ends. */
export async function locked(tx: Tx, roundId: string) {
  await tx.$queryRaw`select 1 from round where id = ${roundId}::uuid for update`
  const round = await tx.round.findUnique({ where: { id: roundId } })
  if (!round) throw refuse.unknown()
  return round
}

async function refuseOwnInterest(tx: Tx, personId: string, sheet: RuleSheet): Promise<void> {
  const wallets = await walletsOf(tx, personId)
  const sides = await sidesOf(tx, sheet.projectIds)
  assertDisinterested({ personId, wallets }, sides, await holdsPositionIn(tx, personId, sheet.projectIds))
}

/** Writes an act of a round into the log and tells the web processes. */
export async function record(
  tx: Tx,
  roundId: string,
  verb: string,
  act: { personId: string | null; now: Date },
  facts: Record<string, string>,
) {
  await append(tx, {
    type: `rounds.${verb}`,
    at: act.now,
    actorId: act.personId,
    subjects: [`round:${roundId}`],
    facts,
  })
  await announcePublicChange(tx, '/rounds')
}

/** The stored form of an allocation: canonical JSON, amounts as decimal strings. */
function writeAllocation({ slot, sheetDigest, way, projects }: Allocation) {
  const text = (value: bigint) => value.toString()
  return {
    slot: text(slot),
    sheet: sheetDigest,
    way,
    projects: projects.map((project) => ({
      ...project,
      pledged: text(project.pledged),
      counted: text(project.counted),
      weight: text(project.weight),
      proportional: text(project.proportional),
      units: text(project.units),
    })),
  }
}
