import { type Connection, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { wouldFail } from '@/chain/batch'
import { firstBlockFrom, HistoryTooShort } from '@/chain/blocks'
import { paidIn } from '@/chain/distributor/paying-in'
import { findNaming, nameDigest } from '@/chain/named-digest'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { MINUTE } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import type { Signer } from '@/server/signers'
import { planGivingBack } from '../actions/engine-lists'
import { kindOf } from '../actions/kinds'
import { listLostBonds, planOfLostBonds } from '../actions/lost-bonds'
import {
  AUDIT_STEPS,
  closeAppeals,
  closeSubmissions,
  endingOf,
  finishEngineRound,
  judgedOf,
  lapseRound,
  noteRound,
  openRound,
  recordSheetWritten,
  type Step,
} from '../actions/steps'
import { type EngineRoundRow, openRounds, voidRoundsWithoutList } from '../queries/engine-rows'
import { WITHOUT_POOL } from '../rules/engine-refusals'
import { stepOf } from '../rules/round-context'
import type { EngineEvent } from '../rules/round-machine'

export type MoveGround = {
  db: Db
  connection: Connection
  /** The distributor program. */
  programId: PublicKey
  /** Writes sheets on the chain; null where the key is not held. */
  operator: Signer | null
}

/** The seed is the first block of a minute after submissions end: clocks that differ by seconds cannot know it in time. */
export const SEED_AFTER = MINUTE

/** One turn over all rounds that are not over. Trouble with one is logged and leaves the others alone. */
export async function moveRounds(ground: MoveGround, now: Date): Promise<void> {
  for (const round of await openRounds(ground.db)) await safely(round, () => moveRound(ground, round, now))
  for (const round of await voidRoundsWithoutList(ground.db, now))
    await safely(round, () => giveBack(ground, round, now))
}

async function safely(round: EngineRoundRow, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    log.error({ err: error, round: round.id }, 'a round made no progress; it is tried again')
  }
}

/** The step of one round that is due; nothing where none is. May be killed anywhere: the next life finds what is due again. */
export async function moveRound(ground: MoveGround, round: EngineRoundRow, now: Date): Promise<void> {
  const { db } = ground
  const turn = { roundId: round.id, now }
  const isDue = (event: EngineEvent) => 'state' in stepOf(round.kept, event, now)
  if (round.state === 'planned') {
    if (!round.writtenAt && now < round.opensAt) return writeSheet(ground, round, now)
    if (now >= round.opensAt) await db.$transaction((tx) => openRound(tx, turn))
  }
  if (round.state === 'submission') await drawFrom(ground, round, now)
  if (isDue('close_audit')) await judge(db, turn, 'closeAudit')
  if (round.state === 'appeal' && now >= new Date(round.read.sheet.times.appealsEnd)) await endAppeals(db, turn)
  if (isDue('lapse')) await db.$transaction((tx) => lapseRound(tx, turn))
  if (isDue('finish')) await db.$transaction((tx) => finishEngineRound(tx, turn))
  if (round.owesLostBonds) await payLostBonds(ground, turn)
}

/** A list over many people is written in one transaction; it is computed before. */
const LONG = { timeout: 120_000 }

type Turn = { roundId: string; now: Date }

/** Computes what the audit comes to, and writes it if a step of it is due. */
async function judge(db: Db, turn: Turn, step: Step): Promise<void> {
  const judged = await judgedOf(db, { ...turn, step })
  if (judged) await db.$transaction((tx) => AUDIT_STEPS[step](tx, { ...turn, judged }), LONG)
}

async function endAppeals(db: Db, turn: Turn): Promise<void> {
  await judge(db, turn, 'drawAppeals')
  const ending = await endingOf(db, turn)
  if (ending) await db.$transaction((tx) => closeAppeals(tx, { ...turn, ending }), LONG)
}

/** Once every bond is judged, or can be judged no more: what they lost in fact gets its list. */
async function payLostBonds({ db, programId }: MoveGround, turn: Turn): Promise<void> {
  const lost = await planOfLostBonds(db, { roundId: turn.roundId, programId: programId.toBase58() })
  if (lost) await db.$transaction((tx) => listLostBonds(tx, { ...turn, lost }))
}

/** Takes the hash of the block that nobody knew when submissions closed, and draws. */
async function drawFrom(ground: MoveGround, round: EngineRoundRow, now: Date): Promise<void> {
  const { db } = ground
  const turn = { roundId: round.id, now }
  if (round.candidates === null) await keepSeed(ground, round, now)
  await judge(db, turn, 'drawFirst')
}

async function keepSeed({ db, connection }: MoveGround, round: EngineRoundRow, now: Date): Promise<void> {
  const ends = new Date(round.read.sheet.times.submissionsEnd).getTime()
  if (now.getTime() < ends + SEED_AFTER) return
  const block = await firstBlockFrom(connection, Math.ceil((ends + SEED_AFTER) / 1_000)).catch((error: unknown) => {
    if (error instanceof HistoryTooShort) return 'unknown' as const
    throw error
  })
  if (block === 'unknown') return note(db, round, WITHOUT_HISTORY)
  if (!block) return
  const seed = { seed: block.hash, slot: BigInt(block.slot) }
  await db.$transaction((tx) => closeSubmissions(tx, { roundId: round.id, now, seed }), LONG)
}

const WITHOUT_HISTORY = 'The draw waits for a node whose history reaches back to the end of submissions.'
const WITHOUT_KEY = 'The round waits for the treasury’s signature under its sheet.'

/** Books that the sheet stands on the chain; sends it there while it does not, once the pool is paid in where that is asked. */
async function writeSheet(ground: MoveGround, round: EngineRoundRow, now: Date): Promise<void> {
  const { db, connection, operator } = ground
  const digest = Buffer.from(round.sheetDigest, 'hex')
  const writer = new PublicKey(round.operator!)
  const written = await findNaming(connection, writer, digest)
  if (written) {
    const { signature, slot, at: writtenAt } = written
    const kept = { roundId: round.id, signature, slot: BigInt(slot), writtenAt, now }
    return db.$transaction((tx) => recordSheetWritten(tx, kept))
  }
  if (operator?.publicKey !== round.operator) return note(db, round, WITHOUT_KEY)
  const { pool } = round.read.sheet
  const held = kindOf(round.kind).isPaidIn ? await vaultOf(ground, round) : pool
  if (held < pool) return note(db, round, WITHOUT_POOL)
  const compiled = await compileTransaction(connection, {
    feePayer: writer,
    instructions: [nameDigest(writer, digest)],
  })
  const trouble = await wouldFail(connection, compiled.message)
  if (trouble) return note(db, round, `The sheet cannot be written yet. ${trouble.failure.sentence}`)
  const signed = await operator.sign(compiled.message)
  log.info({ round: round.id, signature: bs58.encode(signed) }, 'a sheet is sent to the chain')
  await send(connection, withSignatures(compiled.message, { [operator.publicKey]: signed }))
}

/** What lies in the vault of the round's list at `finalized`, in base units of its token. */
const vaultOf = async ({ connection }: MoveGround, { listAddress, mint }: EngineRoundRow): Promise<bigint> =>
  mint ? paidIn(connection, { distribution: listAddress!, mint }) : 0n

/** What was paid in for a round that is void goes back to who paid it. */
async function giveBack(ground: MoveGround, round: EngineRoundRow, now: Date): Promise<void> {
  const amount = await vaultOf(ground, round)
  if (amount === 0n) return
  const programId = ground.programId.toBase58()
  await ground.db.$transaction((tx) => planGivingBack(tx, { roundId: round.id, amount, programId, now }))
}

const note = (db: Db, { id: roundId, notice: before }: EngineRoundRow, notice: string): Promise<void> =>
  before === notice ? Promise.resolve() : db.$transaction((tx) => noteRound(tx, { roundId, notice }))
