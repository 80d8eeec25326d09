import { randomBytes } from 'node:crypto'
import bs58 from 'bs58'
import { isSignedBy } from '@/chain/signature'
import { clearanceOf } from '@/domains/compliance/queries'
import { isActiveOwner } from '@/domains/identity/queries/wallets'
import { canonicalJson } from '@/kit/canonical-json'
import { decimal, isUniqueViolation, type Tx } from '@/server/db'
import { type EngineRoundRow, lockedRound, nameIn } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { stepTo } from '../rules/round-context'
import { type SignedAct, signedText } from '../rules/signed-text'
import type { AppealAct, Enrol, Submit } from '../schema/engine-acts'
import { type Act, recordRound } from './engine-rounds'
import { kindOf } from './kinds'
import { namesIn } from './round-people'

/** A bond as the chain showed it at `finalized`, in base units; 0 for none. The flow that calls has compared its terms. */
export type Bonded = { bond: bigint }

/** A wallet has one bond in a round. */
const ONE_BOND = { problem: 'this wallet’s lies for your other part in this round; use another wallet.' }

/** Hands in work: once each person, in time, with the bond that the sheet asks for. Returns the submission's key. */
export async function submitWork(tx: Tx, input: Submit & Act & Bonded): Promise<string> {
  const { roundId, wallet, evidence, claimed, bond, personId, now } = input
  const round = await lockedRound(tx, roundId)
  stepTo(round.kept, 'submit', now)
  await assertVerified(tx, personId, now)
  const person = (await namesIn(tx, roundId, [personId])).get(personId)!
  const recipient = await kindOf(round.kind).recipientOf(tx, { round, personId, now, name: person })
  const { eligible, bonds } = round.read.sheet
  if (eligible !== 'open' && !eligible.includes(recipient)) throw refuseRound.ownTask()
  if (bond < bonds.submission) throw refuseRound.noBond({ problem: 'the sheet asks for a higher one.' })
  if (bond > 0n && (await tx.roundAuditor.count({ where: { roundId, wallet } })) > 0) throw refuseRound.noBond(ONE_BOND)
  const signed = { act: 'submit' as const, recipient, claimed: claimed.toString(), evidence }
  const statement = await signedBy(tx, round, input, signed)
  const key = `s-${randomBytes(10).toString('hex')}`
  await once(
    tx.roundSubmission.create({
      data: {
        ...{ roundId, key, person, recipient, wallet, evidence: canonicalJson(evidence) },
        ...{ claimed: decimal(claimed), bond: decimal(bond), ...statement, at: now },
      },
    }),
    refuseRound.oneEach,
  )
  await recordRound(tx, round, 'workHandedIn', input, { submission: key })
  return key
}

/** Puts a verified member on the list of those who may be drawn as auditors, until submissions end. */
export async function enrolAuditor(tx: Tx, input: Enrol & Act & Bonded): Promise<void> {
  const { roundId, wallet, bond, personId, now } = input
  const round = await lockedRound(tx, roundId)
  stepTo(round.kept, 'submit', now)
  await assertVerified(tx, personId, now)
  await kindOf(round.kind).assertMayAudit(tx, { round, personId, now })
  if (bond < round.read.sheet.bonds.auditor) throw refuseRound.noBond({ problem: 'the sheet asks for a higher one.' })
  if (bond > 0n && (await tx.roundSubmission.count({ where: { roundId, wallet } })) > 0)
    throw refuseRound.noBond(ONE_BOND)
  const person = (await namesIn(tx, roundId, [personId])).get(personId)!
  const statement = await signedBy(tx, round, input, { act: 'enrol' })
  const data = { roundId, person, wallet, bond: decimal(bond), ...statement, at: now }
  await once(tx.roundAuditor.create({ data }), refuseRound.enrolledAlready)
  await recordRound(tx, round, 'auditorEnrolled', input, {})
}

/** Asks for fresh auditors for one's own work, once. */
export async function appealVerdict(tx: Tx, input: AppealAct & Act): Promise<void> {
  const { roundId, about, wallet, personId, now } = input
  const round = await lockedRound(tx, roundId)
  stepTo(round.kept, 'lodge_appeal', now)
  const person = await nameIn(tx, roundId, personId)
  const own = await tx.roundSubmission.findUnique({ where: { roundId_key: { roundId, key: about } } })
  if (!own || own.person !== person) throw refuseRound.notYourWork()
  const statement = await signedBy(tx, round, input, { act: 'appeal', about })
  await once(
    tx.roundAppeal.create({ data: { roundId, about, wallet, ...statement, at: now } }),
    refuseRound.appealedAlready,
  )
  await recordRound(tx, round, 'appealLodged', input, { submission: about })
}

type Signed = { wallet: string; signature: string; personId: string }

/** The text of an act with its signature, once both are found to be this person's. */
export async function signedBy(
  tx: Tx,
  { id, sheetDigest }: Pick<EngineRoundRow, 'id' | 'sheetDigest'>,
  { wallet, signature, personId }: Signed,
  act: SignedAct,
): Promise<{ statement: string; signature: string }> {
  if (!(await isActiveOwner(tx, { address: wallet, personId }))) throw refuseRound.notYourRoundWallet()
  const statement = signedText({ id, sheetDigest }, wallet, act)
  if (!isSignedBy(Buffer.from(statement, 'utf8'), wallet, bs58.decode(signature))) throw refuseRound.badSignature()
  return { statement, signature }
}

/** Of two who do the same at once the second is told so. */
export async function once<Row>(writing: Promise<Row>, refusal: () => Error): Promise<Row> {
  return writing.catch((error: unknown) => {
    throw isUniqueViolation(error) ? refusal() : error
  })
}

async function assertVerified(tx: Tx, personId: string, now: Date): Promise<void> {
  if (!(await clearanceOf(tx, personId, now))) throw refuseRound.notVerified()
}

/** Gives a verified member a name in a round that takes work, which their signed texts will carry. */
export async function joinRound(tx: Tx, { roundId, personId, now }: Act & { roundId: string }): Promise<string> {
  const round = await lockedRound(tx, roundId)
  stepTo(round.kept, 'submit', now)
  await assertVerified(tx, personId, now)
  return (await namesIn(tx, roundId, [personId])).get(personId)!
}
