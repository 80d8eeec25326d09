import { canonicalJson } from '@/kit/canonical-json'
import type { Tx } from '@/server/db'
import { electorateIn } from '../queries/engine-inputs'
import { type EngineRoundRow, lockedRound, nameIn } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { stepTo } from '../rules/round-context'
import { commitOf } from '../rules/statements'
import { writtenContent } from '../rules/written-content'
import type { CommitAct, RevealAct } from '../schema/engine-acts'
import type { Stage } from '../schema/round-inputs'
import { type Act, recordRound } from './engine-rounds'
import { once, signedBy } from './part'

type Place = { roundId: string; stage: Stage; about: string }

/** Fixes a judgement without showing it. Only who was asked, in the stage's window, once. */
export async function commitJudgement(tx: Tx, input: CommitAct & Act): Promise<void> {
  const { roundId, stage, about, commit, wallet, now } = input
  const round = await lockedRound(tx, roundId)
  stepTo(round.kept, stage === 'first' ? 'commit' : 'commit_appeal', now)
  const person = await askedPerson(tx, round, input)
  const statement = await signedBy(tx, round, input, { act: 'commit', stage, about, commit })
  const data = { roundId, stage, about, person, commit, wallet, ...statement, at: now }
  await once(tx.roundCommit.create({ data }), refuseRound.committedAlready)
  await recordRound(tx, round, 'judgementFixed', input, { stage, about: about || 'all', person })
}

/** Shows a judgement: it must be the one that was fixed, with its salt. */
export async function revealJudgement(tx: Tx, input: RevealAct & Act): Promise<void> {
  const { roundId, stage, about, content, salt, wallet, now } = input
  const round = await lockedRound(tx, roundId)
  stepTo(round.kept, stage === 'first' ? 'reveal' : 'reveal_appeal', now)
  const person = await askedPerson(tx, round, input)
  const reads = stage === 'first' ? (round.read.audit?.reads ?? 'judgement') : 'judgement'
  if (content.kind !== reads) throw refuseRound.wrongKind({ reads })
  const place = { roundId, stage, about, person }
  const fixed = await tx.roundCommit.findUnique({ where: { roundId_stage_about_person: place } })
  if (!fixed) throw refuseRound.noCommit()
  const sealed = { sheet: round.sheetDigest, auditor: person, submission: about || null, stage, content }
  if (commitOf(sealed, salt) !== fixed.commit) throw refuseRound.otherThanFixed()
  const statement = await signedBy(tx, round, input, { act: 'reveal', stage, about, content, salt })
  const data = { ...place, content: canonicalJson(writtenContent(content)), salt, wallet, ...statement, at: now }
  await once(tx.roundReveal.create({ data }), refuseRound.revealedAlready)
  await recordRound(tx, round, 'judgementShown', input, { stage, about: about || 'all', person })
}

/** What this person is called, if they are asked to judge there; refuses otherwise. */
async function askedPerson(tx: Tx, round: EngineRoundRow, { stage, about, personId }: Place & Act): Promise<string> {
  const person = await nameIn(tx, round.id, personId)
  if (!person || !(await isAsked(tx, round, { roundId: round.id, stage, about, person }))) throw refuseRound.notAsked()
  return person
}

async function isAsked(
  tx: Tx,
  round: EngineRoundRow,
  { person, ...place }: Place & { person: string },
): Promise<boolean> {
  const { roundId, stage, about } = place
  const judges = stage === 'appeal' ? 'panel' : round.read.audit?.judges
  if (judges === 'panel') return (await tx.roundSeat.count({ where: { ...place, person } })) > 0
  if (judges === 'submitters')
    return about === '' && (await tx.roundSubmission.count({ where: { roundId, person } })) > 0
  const one = await tx.roundSubmission.findUnique({ where: { roundId_key: { roundId, key: about } } })
  return stage === 'first' && one !== null && electorateIn(round, [one]).isAsked(person, about)
}
