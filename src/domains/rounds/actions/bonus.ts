import { walletsOf } from '@/domains/identity/queries'
import { sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import { holdsPositionIn } from '@/domains/raises/queries/pledges'
import { isUniqueViolation, type Tx } from '@/server/db'
import { projectNames } from '../queries'
import { lockedRound } from '../queries/engine-rows'
import { assertDisinterested } from '../rules'
import { refuseBonus } from '../rules/bonus-refusals'
import { bonusSheet, projectsOf } from '../rules/bonus-sheet'
import { refuseRound } from '../rules/engine-refusals'
import { stepTo } from '../rules/round-context'
import { readRuleSheet } from '../rules/round-sheet'
import type { NewBonusRound } from '../schema/bonus'
import { type Act, assertMayDecide, isPaidBy, proposeRound, recordRound } from './engine-rounds'

/** Nothing is handed in, so there is nothing to be told. */
const BRIEF = { summary: '', task: '', tests: [] }

/** Writes the sheet of a bonus round down, for two people to approve; nobody on the side of a project may. Returns the round's id. */
export async function proposeBonus(tx: Tx, { personId, now, ...input }: NewBonusRound & Act): Promise<string> {
  const sheet = bonusSheet(input)
  const read = readRuleSheet(sheet).sheet
  const projects = projectsOf(read)
  const listed = await projectNames(tx, projects)
  const unlisted = projects.find((projectId) => listed[projectId] === undefined)
  if (unlisted !== undefined) throw refuseBonus.notListed({ projectId: unlisted })
  const actor = { personId, wallets: await walletsOf(tx, personId) }
  assertDisinterested(actor, await sidesOf(tx, projects), await holdsPositionIn(tx, personId, projects))
  if (isPaidBy(read, actor.wallets)) throw refuseRound.takesPart()
  return proposeRound(tx, { sheet, brief: BRIEF, projectId: null, personId, now })
}

type Objection = Act & { roundId: string; recipient: string; words: string }

/** Objects for a project to an exclusion or to what it would get, once, in the window of the sheet. Everybody can read it. */
export async function object(tx: Tx, { roundId, recipient, words, personId, now }: Objection): Promise<string> {
  const round = await lockedRound(tx, roundId)
  if (!projectsOf(round.read.sheet).includes(recipient)) throw refuseBonus.notYourProject()
  const actor = { personId, wallets: await walletsOf(tx, personId) }
  if (!(await sidesOf(tx, [recipient])).some((side) => isOnSide(actor, side))) throw refuseBonus.notYourProject()
  stepTo(round.kept, 'lodge_appeal', now)
  const { id } = await tx.roundObjection
    .create({ data: { roundId, recipient, personId, words, at: now } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? refuseBonus.objectedAlready() : error
    })
  await recordRound(tx, round, 'objected', { personId, now }, { objection: id, project: recipient })
  return id
}

type Answer = Act & { objectionId: string; upheld: boolean; answer: string }

/** Answers an objection, for a second person to confirm. Answering again replaces what nobody has confirmed. */
export async function answerObjection(tx: Tx, { objectionId, upheld, answer, ...act }: Answer): Promise<void> {
  const round = await roundOf(tx, objectionId, act.personId)
  const data = { upheld, answer, answeredBy: act.personId, answeredAt: act.now }
  const { count } = await tx.roundObjection.updateMany({ where: { id: objectionId, confirmedAt: null }, data })
  if (count === 0) throw refuseBonus.noObjection()
  await recordRound(tx, round, 'objectionAnswered', act, { objection: objectionId })
}

/** A second person's yes to an answer, as they saw it. An objection that is upheld lifts the exclusion of its project. */
export async function confirmAnswer(tx: Tx, { objectionId, upheld, answer, ...act }: Answer): Promise<void> {
  const round = await roundOf(tx, objectionId, act.personId)
  const { id, recipient, answeredBy, ...found } = await tx.roundObjection.findUniqueOrThrow({
    where: { id: objectionId },
  })
  if (found.confirmedAt !== null) throw refuseBonus.noObjection()
  if (answeredBy === null || found.answer !== answer || found.upheld !== upheld) throw refuseBonus.notAnswered()
  if (answeredBy === act.personId) throw refuseBonus.sameAnswerer()
  await tx.roundObjection.update({ where: { id }, data: { confirmedBy: act.personId, confirmedAt: act.now } })
  if (upheld) {
    const standing = { roundId: round.id, recipient, returnedAt: null, liftedAt: null }
    await tx.roundExclusion.updateMany({
      where: { ...standing, confirmedAt: { not: null } },
      data: { liftedAt: act.now },
    })
    await tx.roundExclusion.updateMany({ where: { ...standing, confirmedAt: null }, data: { returnedAt: act.now } })
  }
  await recordRound(tx, round, 'objectionDecided', act, { objection: id, upheld: String(upheld) })
}

/** The round of an objection, locked, while its list is not made yet and this person may decide about it. */
async function roundOf(tx: Tx, objectionId: string, personId: string) {
  const found = await tx.roundObjection.findUnique({ where: { id: objectionId }, select: { roundId: true } })
  if (!found) throw refuseBonus.noObjection()
  const round = await lockedRound(tx, found.roundId)
  if (round.state !== 'appeal') throw refuseBonus.noObjectionNow()
  await assertMayDecide(tx, round, personId)
  return round
}
