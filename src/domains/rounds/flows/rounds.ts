import { connection } from '@/chain/connection'
import { type BondTerms, readBond } from '@/chain/distributor/bonds'
import { firstListAddress, lostBondsAddress } from '@/chain/distributor/plan'
import { rentMinimum } from '@/chain/transactions'
import { formatMoney, money } from '@/kit/money'
import { after, DAY, toUnix } from '@/kit/time'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { distributorProgramId } from '@/server/program'
import { approveList, planOfList } from '../actions/engine-lists'
import { type Act, approveSheet } from '../actions/engine-rounds'
import { enrolAuditor, submitWork } from '../actions/part'
import { leftoverOf } from '../actions/poster'
import { type EngineRoundRow, engineRound } from '../queries/engine-rows'
import { evenShareBelow } from '../rules/bonus-sheet'
import { refuseRound } from '../rules/engine-refusals'
import type { Enrol, Submit } from '../schema/engine-acts'

type Yes = Act & { roundId: string; digest: string; isChecker: boolean }

/** Approves a sheet; with the second yes this installation's treasury and guardian are the ones who will post its list. */
export async function approveSheetHere(db: Db, yes: Yes): Promise<void> {
  const { TREASURY, GUARDIAN } = env()
  if (!TREASURY) throw refuseRound.noPoster()
  await assertPayable(await engineRound(db, yes.roundId))
  const programId = distributorProgramId().toBase58()
  const listAddress = ({ round, ...keys }: { operator: string; guardian: string; round: string }) =>
    firstListAddress({ programId, ...keys }, Buffer.from(round, 'hex'))
  await db.$transaction(async (tx) => {
    const round = await engineRound(tx, yes.roundId)
    const leftoverTo = await leftoverOf(tx, round, TREASURY)
    const keys = { operator: TREASURY, guardian: GUARDIAN }
    const bondPool = round.read.sheet.bonds.toAuditors > 0 ? lostBonds(programId, keys, round.sheetDigest) : TREASURY
    const poster = { ...keys, leftoverTo, bondPool }
    await approveSheet(tx, { ...yes, poster, listAddress })
  })
}

/** Where what bonds lose is paid out from, where auditors get a part of it. */
const lostBonds = (programId: string, keys: { operator: string; guardian: string }, digest: string): string =>
  lostBondsAddress({ programId, ...keys }, Buffer.from(digest, 'hex'))

/** Refuses KOII for named wallets where everybody would be paid less than what the chain takes for a new one. */
async function assertPayable({ read: { sheet } }: EngineRoundRow): Promise<void> {
  if (sheet.kind !== 'bonus') return
  const least = await rentMinimum(connection(), 0)
  const share = evenShareBelow(sheet, least)
  const words = (units: bigint) => formatMoney(money(sheet.asset, units))
  if (share !== null) throw refuseRound.everyShareTooSmall({ share: words(share), least: words(least) })
}

/** Approves a list; with the second yes every line of it is fixed. */
export async function approveListHere(db: Db, yes: Yes): Promise<void> {
  const programId = distributorProgramId().toBase58()
  const plan = await planOfList(db, { roundId: yes.roundId, programId })
  await db.$transaction((tx) => approveList(tx, { ...yes, plan }), { timeout: 120_000 })
}

/** Bonds stay locked for so long after a list is due: long enough to judge each. */
const BONDS_FREE_AFTER = 30 * DAY

/** What a round asks of every bond. Null before two people have approved its sheet. */
export function bondTermsOf({ listAddress, mint, bondPool, read }: EngineRoundRow): BondTerms | null {
  if (listAddress === null || bondPool === null) return null
  const rootDue = new Date(read.sheet.times.rootDue)
  return {
    ...{ programId: distributorProgramId().toBase58(), distribution: listAddress, mint, pool: bondPool },
    ...{ rootDeadline: toUnix(rootDue), freeAt: toUnix(after(rootDue, BONDS_FREE_AFTER)) },
  }
}

/** The bond that this wallet has locked for a round, as the chain shows it; 0 where the sheet asks for none. */
async function bondOf(db: Db, roundId: string, wallet: string, asked: 'submission' | 'auditor'): Promise<bigint> {
  const round = await engineRound(db, roundId)
  if (round.read.sheet.bonds[asked] === 0n) return 0n
  const terms = bondTermsOf(round)
  if (!terms) throw refuseRound.noRound()
  const reading = await readBond(connection(), terms, wallet)
  if ('problem' in reading) throw refuseRound.noBond(reading)
  return reading.amount
}

/** Hands in work, with the bond that lies on the chain. Returns the submission's key. */
export async function submitHere(db: Db, input: Submit & Act): Promise<string> {
  const bond = await bondOf(db, input.roundId, input.wallet, 'submission')
  return db.$transaction((tx) => submitWork(tx, { ...input, bond }))
}

/** Enrols an auditor, with the bond that lies on the chain. */
export async function enrolHere(db: Db, input: Enrol & Act): Promise<void> {
  const bond = await bondOf(db, input.roundId, input.wallet, 'auditor')
  await db.$transaction((tx) => enrolAuditor(tx, { ...input, bond }))
}
