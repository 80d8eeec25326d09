import { type CanonicalValue, canonicalJson } from '@/kit/canonical-json'
import type { Db, Tx } from '@/server/db'
import { refuseRound } from '../rules/engine-refusals'
import { recordOf } from './engine-inputs'
import { findEngineRound } from './engine-rows'

/**
 * A round as one file for everybody: sheet, submissions, audit, facts and list as `flotilla recompute` reads them, every signed text
 * with its signature, and where the sheet and the seed stand on the chain. Refuses what two people have not approved, and what is not
 * listed yet: before that, commits could be matched with who made them.
 */
export async function exportRound(db: Db | Tx, roundId: string): Promise<{ fileName: string; text: string }> {
  const round = await findEngineRound(db, roundId)
  if (!round || round.list === null) throw refuseRound.noRound()
  const { sheetSignature, sheetSlot, seedSlot, listAddress } = round
  const chain = { sheetSignature, sheetSlot: `${sheetSlot}`, seedSlot: `${seedSlot}`, listAddress }
  const { submissions, audit } = await recordOf(db, round)
  const written = (value: unknown) => canonicalJson(value as CanonicalValue)
  const signed = written(await signedIn(db, roundId))
  // In the order of RFC 8785, around texts that are canonical already and may be megabytes: they are not read only to be written.
  const text =
    `{"audit":${written(audit)},"chain":${written(chain)},"facts":${round.facts},"list":${round.list},` +
    `"sheet":${round.sheet},"signed":${signed},"submissions":${written(submissions)}}`
  return { fileName: `round-${roundId}.json`, text }
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
