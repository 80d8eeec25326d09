import { randomUUID } from 'node:crypto'
import { proposeBonus } from '@/domains/rounds/actions/bonus'
import { approveList, planOfList } from '@/domains/rounds/actions/engine-lists'
import { approveSheet } from '@/domains/rounds/actions/engine-rounds'
import * as steps from '@/domains/rounds/actions/steps'
import { engineRound } from '@/domains/rounds/queries/engine-rows'
import type { NewBonusRound } from '@/domains/rounds/schema/bonus'
import type { RoundTime } from '@/domains/rounds/schema/rule-sheet'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'
import { hexOf } from './engine-rounds'
import { someWallet } from './rounds-world'

/** When bonus rounds of tests are proposed. */
export const PROPOSED = new Date('2026-05-02T00:00:00Z')

/** The rules of a bonus round of 1,000 KOII, as staff write them. */
export const bonusInput = (eligible: string[], given: Partial<NewBonusRound> = {}): NewBonusRound => ({
  ...{ title: `Bonus ${randomUUID().slice(0, 8)}`, pool: '1000', reward: 'pledge-match', eligible, minimumBackers: 0 },
  ...{ countedPerPerson: '100', countedPerProject: null, paidPerRecipient: null, paidInAll: null },
  ...{ opensAt: after(PROPOSED, DAY), closesAt: after(PROPOSED, 10 * DAY), objectionDays: 7 },
  ...given,
})

/** A bonus round and the steps of its life, without a chain; the clock is an instant of the sheet and some milliseconds. */
export class BonusWorld {
  private constructor(
    readonly db: Db,
    readonly roundId: string,
  ) {}

  static async propose(db: Db, input: NewBonusRound, personId: string = randomUUID()): Promise<BonusWorld> {
    const act = { ...input, personId, now: PROPOSED }
    return new BonusWorld(db, await db.$transaction((tx) => proposeBonus(tx, act)))
  }

  /** One that two people approved, that stands on the chain and is open. */
  static async open(db: Db, input: NewBonusRound, poster = somePoster()): Promise<BonusWorld> {
    const world = await BonusWorld.propose(db, input)
    await world.approveSheet(false)
    await world.approveSheet(true, randomUUID(), poster)
    await world.written()
    return world
  }

  round = () => engineRound(this.db, this.roundId)

  async at(name: RoundTime, milliseconds = 0): Promise<Date> {
    return after(new Date((await this.round()).read.sheet.times[name]), milliseconds)
  }

  async approveSheet(isChecker: boolean, personId: string = randomUUID(), poster = somePoster()): Promise<void> {
    const { sheetDigest: digest } = await this.round()
    const yes = { roundId: this.roundId, digest, isChecker, personId, now: PROPOSED }
    const listAddress = () => `list-${this.roundId}`
    await this.db.$transaction((tx) => approveSheet(tx, { ...yes, poster, listAddress }))
  }

  async written(): Promise<void> {
    const { roundId } = this
    const chain = { signature: `sig-${roundId}`, slot: 5n, writtenAt: after(PROPOSED, 1) }
    const opens = await this.at('opens')
    await this.db.$transaction((tx) => steps.recordSheetWritten(tx, { roundId, ...chain, now: PROPOSED }))
    await this.db.$transaction((tx) => steps.openRound(tx, { roundId, now: opens }))
  }

  /** What the chain shows now is what counts from here on; projects can object. */
  async close(): Promise<void> {
    const { roundId } = this
    const [ends, until] = [await this.at('submissionsEnd', 61_000), await this.at('revealsEnd')]
    const seed = { seed: hexOf('a block'), slot: 9n }
    await this.db.$transaction((tx) => steps.closeSubmissions(tx, { roundId, now: ends, seed }))
    for (const [step, now] of [
      ['drawFirst', ends],
      ['closeAudit', until],
    ] as const) {
      const judged = (await steps.judgedOf(this.db, { roundId, now, step }))!
      await this.db.$transaction((tx) => steps.AUDIT_STEPS[step](tx, { roundId, now, judged }))
    }
  }

  /** Makes the list when objections are over. */
  async list(): Promise<void> {
    const turn = { roundId: this.roundId, now: await this.at('appealRevealsEnd') }
    const ending = (await steps.endingOf(this.db, turn))!
    await this.writeList(ending)
  }

  /** Writes what was computed, if it still follows from the round as it stands. */
  async writeList(ending: steps.Ending): Promise<void> {
    const turn = { roundId: this.roundId, now: await this.at('appealRevealsEnd') }
    await this.db.$transaction((tx) => steps.closeAppeals(tx, { ...turn, ending }), { timeout: 60_000 })
  }

  async approveList(isChecker: boolean, personId: string = randomUUID(), programId = someWallet()): Promise<void> {
    const { listDigest } = await this.round()
    const plan = await planOfList(this.db, { roundId: this.roundId, programId })
    const now = await this.at('appealRevealsEnd', 1_000)
    const yes = { roundId: this.roundId, digest: listDigest!, isChecker, personId, now, plan }
    await this.db.$transaction((tx) => approveList(tx, yes), { timeout: 60_000 })
  }
}

const somePoster = () => {
  const [operator, guardian] = [someWallet(), someWallet()]
  return { operator, guardian, leftoverTo: operator, bondPool: operator }
}
