import { type CanonicalValue, canonicalJson } from '@/kit/canonical-json'
import type { Db, Tx } from '@/server/db'
import { refuseRound } from '../rules/engine-refusals'
import { computed } from './aside'
import { recordOf, standingTexts } from './engine-inputs'
import { type EngineRoundRow, findEngineRound } from './engine-rows'

/**
 * A round as one file for everybody: sheet, submissions, audit, facts and list as `flotilla recompute` reads them, every signed text
 * with its signature, and where the sheet and the seed stand on the chain. `basis`: `list` for the list that two people approve or
 * approved; `closed` for what it would be while a round without an audit hears objections. Refuses every other round: before it is
 * listed, commits could be matched with who made them.
 */
export async function exportRound(db: Db | Tx, roundId: string): Promise<{ fileName: string; text: string }> {
  const round = await findEngineRound(db, roundId)
  const closed = round && round.list === null ? await closedRound(db, round) : null
  if (!round || (round.list === null && !closed)) throw refuseRound.noRound()
  const [basis, facts, list] = closed ? ['closed', closed.facts, closed.list] : ['list', round.facts, round.list]
  const { sheetSignature, sheetSlot, seedSlot, listAddress } = round
  const chain = { sheetSignature, sheetSlot: `${sheetSlot}`, seedSlot: `${seedSlot}`, listAddress }
  const { submissions, audit } = await recordOf(db, round)
  const written = (value: unknown) => canonicalJson(value as CanonicalValue)
  const signed = written(await signedIn(db, roundId))
  // In the order of RFC 8785, around texts that are canonical already and may be megabytes: they are not read only to be written.
  const text =
    `{"audit":${written(audit)},"basis":"${basis}","chain":${written(chain)},"facts":${facts},"list":${list},` +
    `"sheet":${round.sheet},"signed":${signed},"submissions":${written(submissions)}}`
  return { fileName: `round-${roundId}${closed ? '-closed' : ''}.json`, text }
}

/** What a round without an audit would pay by what the chain showed when it closed and what two people have decided since. */
async function closedRound(db: Db | Tx, round: EngineRoundRow): Promise<{ facts: string; list: string } | null> {
  if (round.state !== 'appeal' || round.read.audit !== null) return null
  const kept = await db.roundSnapshot.findUnique({ where: { roundId: round.id } })
  if (!kept) return null
  const texts = await standingTexts(db, round, { slot: kept.slot.toString(), positions: kept.positions })
  return { facts: texts.facts, list: (await computed(texts, { ask: 'whole' })).list }
}

/** Every text that a wallet signed in a round, in the order of time. */
async function signedIn(db: Db | Tx, roundId: string) {
  const select = { wallet: true, statement: true, signature: true, at: true } as const
  const asked = { where: { roundId }, select }
  const texts = await Promise.all([
    db.roundSubmission.findMany(asked),
    db.roundAuditor.findMany(asked),
    db.roundCommit.findMany(asked),
    db.roundReveal.findMany(asked),
    db.roundAppeal.findMany(asked),
  ])
  return texts
    .flat()
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.statement < b.statement ? -1 : 1))
    .map(({ at, ...text }) => ({ ...text, at: at.toISOString() }))
}
