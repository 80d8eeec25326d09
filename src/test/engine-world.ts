import { randomUUID } from 'node:crypto'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { approveList, planOfList } from '@/domains/rounds/actions/engine-lists'
import { approveSheet, type ListAddress, proposeRound, type RoundPoster } from '@/domains/rounds/actions/engine-rounds'
import { commitJudgement, revealJudgement } from '@/domains/rounds/actions/judging'
import { appealVerdict, enrolAuditor, submitWork } from '@/domains/rounds/actions/part'
import { namesIn } from '@/domains/rounds/actions/round-people'
import * as steps from '@/domains/rounds/actions/steps'
import { engineRound, nameIn } from '@/domains/rounds/queries/engine-rows'
import { type SignedAct, signedText } from '@/domains/rounds/rules/signed-text'
import { commitOf } from '@/domains/rounds/rules/statements'
import type { RevealContent, Stage } from '@/domains/rounds/schema/round-inputs'
import { ROUND_TIMES, type RoundTime, type RoundTimes, type WrittenSheet } from '@/domains/rounds/schema/rule-sheet'
import { after, DAY } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { hexOf, sheetWith } from './engine-rounds'
import { fund, someWallet } from './rounds-world'
import { clear } from './verification'
import { testWallet } from './wallet'

/** When rounds of tests are proposed: people are verified before. */
export const PROPOSED = new Date('2026-05-02T00:00:00Z')
const MINT = 'So11111111111111111111111111111111111111112'
const BRIEF = { summary: 'Answer the questions.', task: 'Write a script that answers.', tests: [] }

/** Windows of a day each, from the second day on; claims last longer. */
export const timesFrom = (start: Date): RoundTimes => {
  const days = Object.fromEntries(ROUND_TIMES.map((name, day) => [name, after(start, (day + 1) * DAY).toISOString()]))
  return { ...days, claimsEnd: after(start, 60 * DAY).toISOString() } as RoundTimes
}

/** A bounty of 1,000 units of work, judged by attested test cases. */
export const bountySheet = (given: Partial<WrittenSheet> = {}): WrittenSheet =>
  sheetWith({
    ...{ kind: 'bounty', title: `Task ${randomUUID().slice(0, 8)}`, eligible: 'open', pool: '1000' },
    asset: { symbol: 'TKN', decimals: 2, mint: MINT },
    reward: { id: 'pro-rata', version: 1, parameters: { rate: '10' } },
    audit: {
      id: 'automated-checks',
      version: 1,
      parameters: { tests: [{ name: 't1', expects: hexOf('right'), units: '40' }], required: 1 },
    },
    bonds: { submission: '0', auditor: '0', toAuditors: 0 },
    caps: { countedPerPerson: null, paidPerRecipient: null, paidInAll: '1000' },
    times: timesFrom(PROPOSED),
    ...given,
  })

export type Player = { personId: string; wallet: string; seed: Uint8Array; sign: (text: string) => string }

/** What a world starts with; without `poster` its list lies nowhere. */
type Start = {
  open?: boolean
  proposed?: Date
  issuer?: string
  poster?: RoundPoster & { listAddress: ListAddress }
}

/** A bounty and its people, with each act as a person would say it; the clock is an instant of the sheet and some milliseconds. */
export class EngineWorld {
  readonly roundId: string
  private constructor(
    readonly db: Db,
    readonly sheet: WrittenSheet,
    readonly projectId: string,
    readonly issuer: string,
    readonly poster: RoundPoster & { listAddress: ListAddress },
    roundId: string,
  ) {
    this.roundId = roundId
  }

  /** A proposed round; with `open`, one that two people approved, that stands on the chain and takes work. */
  static async start(
    db: Db,
    sheet: WrittenSheet = bountySheet(),
    { open = true, proposed = PROPOSED, issuer = someWallet(), poster }: Start = {},
  ): Promise<EngineWorld> {
    const projectId = await fund(db, [], issuer)
    const roundId = await db.$transaction((tx) =>
      proposeRound(tx, { sheet, brief: BRIEF, projectId, personId: randomUUID(), now: proposed }),
    )
    const world = EngineWorld.over(db, { sheet, projectId, issuer, roundId, ...(poster && { poster }) })
    if (open) await world.opened()
    return world
  }

  /** A round that somebody proposed already. */
  static over(
    db: Db,
    {
      sheet,
      projectId,
      issuer,
      roundId,
      poster,
    }: { sheet: WrittenSheet; projectId: string; issuer: string } & {
      roundId: string
      poster?: RoundPoster & { listAddress: ListAddress }
    },
  ): EngineWorld {
    const [operator, guardian, bondPool] = [someWallet(), someWallet(), someWallet()]
    const nowhere = { operator, guardian, bondPool, leftoverTo: issuer, listAddress: () => `list-${roundId}` }
    return new EngineWorld(db, sheet, projectId, issuer, poster ?? nowhere, roundId)
  }

  run<Value>(act: (tx: Tx) => Promise<Value>): Promise<Value> {
    return this.db.$transaction(act)
  }

  at(name: RoundTime, milliseconds = 0): Date {
    return after(new Date(this.sheet.times[name]), milliseconds)
  }

  round() {
    return engineRound(this.db, this.roundId)
  }

  async approve(personId: string, isChecker: boolean, now = PROPOSED): Promise<void> {
    const { sheetDigest: digest } = await this.round()
    const { listAddress, ...poster } = this.poster
    const yes = { roundId: this.roundId, digest, isChecker, personId, now }
    await this.run((tx) => approveSheet(tx, { ...yes, poster, listAddress }))
  }

  async opened(): Promise<void> {
    await this.approve(randomUUID(), false)
    await this.approve(randomUUID(), true)
    const written = { signature: `sig-${this.roundId}`, slot: 5n, writtenAt: after(PROPOSED, 1), now: PROPOSED }
    await this.run((tx) => steps.recordSheetWritten(tx, { roundId: this.roundId, ...written }))
    await this.run((tx) => steps.openRound(tx, { roundId: this.roundId, now: this.at('opens') }))
  }

  /** A verified member with a wallet. */
  async player(verified = true): Promise<Player> {
    const { address, seed, sign } = testWallet()
    const { id: personId } = await this.run((tx) => createPerson(tx, { displayName: 'Somebody', now: PROPOSED }))
    await this.run((tx) => addWallet(tx, { address, personId, now: PROPOSED }))
    if (verified) await clear(this.db, personId)
    return { personId, wallet: address, seed, sign }
  }

  async signed({ wallet, sign, personId }: Player, act: SignedAct, now: Date) {
    const { id, sheetDigest } = await this.round()
    return { roundId: id, wallet, personId, now, signature: sign(signedText({ id, sheetDigest }, wallet, act)) }
  }

  /** The name that a player gets is made by the act: whoever has none yet signs what the server will write. */
  async submit(player: Player, { claimed = 100n, now = this.at('opens', 1_000), bond = 0n } = {}): Promise<string> {
    const recipient = await this.name(player)
    const evidence = [{ hash: hexOf('work'), link: 'https://example.org/work' }]
    const act = { act: 'submit' as const, recipient, claimed: claimed.toString(), evidence }
    const input = await this.signed(player, act, now)
    return this.run((tx) => submitWork(tx, { ...input, evidence, claimed: claimed as never, bond }))
  }

  async enrol(player: Player, now = this.at('opens', 1_000), bond = 0n): Promise<void> {
    await this.name(player)
    const input = await this.signed(player, { act: 'enrol' }, now)
    await this.run((tx) => enrolAuditor(tx, { ...input, bond }))
  }

  async name({ personId }: Player): Promise<string> {
    const known = await nameIn(this.db, this.roundId, personId)
    return known ?? (await this.run((tx) => namesIn(tx, this.roundId, [personId]))).get(personId)!
  }

  async commit(
    player: Player,
    about: string,
    content: RevealContent,
    { stage = 'first' as Stage, now = new Date(0) } = {},
  ) {
    const when = now.getTime() > 0 ? now : this.at(stage === 'first' ? 'submissionsEnd' : 'appealsEnd', 120_000)
    const { sheetDigest: sheet } = await this.round()
    const auditor = await this.name(player)
    const commit = commitOf({ sheet, auditor, submission: about || null, stage, content }, saltOf(player))
    const input = await this.signed(player, { act: 'commit', stage, about, commit }, when)
    await this.run((tx) => commitJudgement(tx, { ...input, stage, about, commit }))
  }

  async reveal(
    player: Player,
    about: string,
    content: RevealContent,
    { stage = 'first' as Stage, now = new Date(0) } = {},
  ) {
    const when = now.getTime() > 0 ? now : this.at(stage === 'first' ? 'commitsEnd' : 'appealCommitsEnd', 1_000)
    const salt = saltOf(player)
    const input = await this.signed(player, { act: 'reveal', stage, about, content, salt }, when)
    await this.run((tx) => revealJudgement(tx, { ...input, stage, about, content, salt }))
  }

  async appeal(player: Player, about: string, now = this.at('revealsEnd', 1_000)): Promise<void> {
    const input = await this.signed(player, { act: 'appeal', about }, now)
    await this.run((tx) => appealVerdict(tx, { ...input, about }))
  }

  /** A step of the audit as the worker takes it: computed, then written. */
  async audit(step: 'drawFirst' | 'closeAudit' | 'drawAppeals', now: Date): Promise<void> {
    const turn = { roundId: this.roundId, now }
    const judged = await steps.judgedOf(this.db, { ...turn, step })
    if (judged) await this.run((tx) => steps.AUDIT_STEPS[step](tx, { ...turn, judged }))
  }

  async closeSubmissions(seed = hexOf('a block')): Promise<void> {
    const turn = { roundId: this.roundId, now: this.at('submissionsEnd', 61_000) }
    await this.run((tx) => steps.closeSubmissions(tx, { ...turn, seed: { seed, slot: 9n } }))
    await this.audit('drawFirst', turn.now)
  }
  closeAudit = () => this.audit('closeAudit', this.at('revealsEnd'))
  drawAppeals = () => this.audit('drawAppeals', this.at('appealsEnd'))
  closeAppeals = async () => {
    const turn = { roundId: this.roundId, now: this.at('appealRevealsEnd') }
    const ending = (await steps.endingOf(this.db, turn))!
    await this.run((tx) => steps.closeAppeals(tx, { ...turn, ending }))
  }

  /** Everything from the first verdicts to the list. */
  async listed(): Promise<void> {
    await this.closeAudit()
    await this.drawAppeals()
    await this.closeAppeals()
  }

  async approveList(personId: string = randomUUID(), isChecker = true, programId = someWallet()): Promise<void> {
    const { listDigest } = await this.round()
    const yes = {
      roundId: this.roundId,
      digest: listDigest!,
      isChecker,
      personId,
      now: this.at('appealRevealsEnd', 1_000),
    }
    const plan = await planOfList(this.db, { roundId: this.roundId, programId })
    await this.run((tx) => approveList(tx, { ...yes, plan }))
  }
}

const saltOf = ({ personId }: Player): string => hexOf(`salt ${personId}`)
