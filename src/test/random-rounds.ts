import type { WrittenSheet } from '@/domains/rounds/schema/rule-sheet'
import type { Dice } from './dice'
import {
  at,
  factsWith,
  hexOf,
  judgement,
  MINT,
  noRecord,
  panelOf,
  position,
  sheetWith,
  speak,
  submissionOf,
  times,
  WALLET,
  type WrittenFacts,
  type WrittenRound,
} from './engine-rounds'

const BY_GIFTS = ['pledge-match', 'quadratic', 'cluster-matching'] as const
const BY_WORK = ['equal', 'pro-rata'] as const
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, place) => `${prefix}${place}`)

/** An amount of any size a chain can hold: small ones, whole coins, squares, and huge ones. */
function amount(dice: Dice): bigint {
  const size = dice.between(0, 4)
  if (size === 0) return BigInt(dice.between(0, 9))
  if (size === 1) return BigInt(dice.between(1, 500)) * 1_000_000_000n
  if (size === 2) return BigInt(dice.between(1, 90_000_000)) ** 2n - BigInt(dice.between(0, 1))
  if (size === 3) return BigInt(dice.between(1, 2 ** 31)) * BigInt(dice.between(1, 2 ** 21))
  return BigInt(dice.between(1, 2 ** 31)) * BigInt(dice.between(1, 2 ** 29))
}
const maybe = <Value>(dice: Dice, share: number, value: () => Value): Value | null =>
  dice.chance(share) ? value() : null

/** A round of any kind, with everything that people and clocks do wrong in it. The same dice give the same round. */
export function randomRound(dice: Dice): WrittenRound {
  const way = dice.between(0, 2)
  return way === 0 ? roundOfGifts(dice) : way === 1 ? roundOfWork(dice) : roundOfRanks(dice)
}

const caps = (dice: Dice): WrittenSheet['caps'] => ({
  countedPerPerson: maybe(dice, 0.5, () => amount(dice).toString()),
  paidPerRecipient: maybe(dice, 0.5, () => amount(dice).toString()),
  paidInAll: maybe(dice, 0.3, () => amount(dice).toString()),
})

function roundOfGifts(dice: Dice): WrittenRound {
  const projects = numbered('p', dice.between(1, 6))
  const id = dice.of(BY_GIFTS)
  const parameters: Record<string, string | null> =
    id === 'pledge-match' ? { countedPerProject: maybe(dice, 0.5, () => amount(dice).toString()) } : {}
  const mint = dice.chance(0.2) ? MINT : null
  const sheet = sheetWith({
    asset: { symbol: 'KOII', decimals: 9, mint },
    ...{ eligible: projects, pool: amount(dice).toString(), caps: caps(dice), reward: { id, version: 1, parameters } },
    minimumBackers: dice.chance(0.3) ? dice.between(1, 3) : 0,
  })
  const people = numbered('i', dice.between(1, 9))
  const positions = Array.from({ length: dice.between(0, 30) }, (): WrittenFacts['positions'][number] => ({
    person: dice.chance(0.05) ? null : dice.of(people),
    wallet: WALLET,
    project: dice.chance(0.05) ? 'elsewhere' : dice.of(projects),
    mint: dice.chance(0.05) ? (mint === null ? MINT : null) : mint,
    raise: dice.chance(0.1) ? dice.of(['open', 'failed', 'unwound'] as const) : 'succeeded',
    withdrawable: dice.chance(0.05),
    accepted: amount(dice).toString(),
  }))
  // The most that a chain can count, through two wallets, or one more than that.
  const most = [2n ** 63n - 1n, 2n ** 63n + BigInt(dice.between(0, 1))]
  if (dice.chance(0.1)) positions.push(...most.map((units) => ({ ...position('p0', 'whale', units), mint })))
  return {
    sheet,
    submissions: [],
    audit: noRecord(),
    facts: factsWith({ positions, exclusions: exclusions(dice, projects) }),
  }
}

const exclusions = (dice: Dice, from: readonly string[]): WrittenFacts['exclusions'] =>
  from
    .filter(() => dice.chance(0.05))
    .map((recipient) => ({ recipient, reason: 'Withdrew.', signers: ['maker', 'checker'] as [string, string] }))

const AUDITS: Record<string, (dice: Dice, panel: number) => NonNullable<WrittenSheet['audit']>> = {
  attestation: (dice, panel) => ({
    ...{ id: 'attestation', version: 1 },
    parameters: { needed: dice.chance(0.2) ? panel : Math.floor(panel / 2) + 1 },
  }),
  'automated-checks': (dice) => ({
    id: 'automated-checks',
    version: 1,
    parameters: { tests: TESTS, required: dice.between(1, 3) },
  }),
  'community-vote': (dice) => ({
    ...{ id: 'community-vote', version: 1 },
    parameters: {
      by: dice.of(['person', 'stake'] as const),
      ...{
        quorum: dice.between(1, 3).toString(),
        threshold: dice.of([5_001, 6_667, 7_500, 10_000, dice.between(5_001, 10_000)]),
      },
      stakeCap: maybe(dice, 0.5, () => amount(dice).toString()),
    },
  }),
}
const TESTS = numbered('t', 3).map((name, place) => ({ name, expects: hexOf(name), units: (place + 3).toString() }))

/** Everybody around a round of submissions: recipients are open or named, some late, some without their bond. */
function stage(dice: Dice, sheet: Partial<WrittenSheet>): WrittenRound {
  const ids = numbered('s', dice.between(0, 5))
  const bond = (dice.between(0, 9) * 1_111).toString()
  const submissions = ids.map((id) =>
    submissionOf(id, {
      ...(dice.chance(0.2) && { recipient: 'by-s0', person: 'by-s0' }),
      ...(dice.chance(0.1) && { person: dice.of(['a1', 'v1', 'by-s1']) }),
      ...(dice.chance(0.05) && { recipient: dice.of(['a2', 'v2']) }),
      ...{ bond: dice.of([bond, bond, bond, bond, `1${bond}`, '0']), claimed: dice.between(0, 20).toString() },
      at: dice.chance(0.9) ? at('opens', dice.between(0, 1_000)) : times.submissionsEnd,
    }),
  )
  const best = 10 * (sheet.panel?.leastWeight ?? 100_000_000)
  const auditors = numbered('a', dice.between(3, 9)).map((person) => ({
    ...{ person, reputation: dice.between(0, best), bond: dice.chance(0.9) ? '7' : '6', ...status(dice) },
  }))
  return {
    sheet: sheetWith({
      ...{ kind: 'bounty', pool: amount(dice).toString(), caps: caps(dice) },
      eligible: dice.chance(0.7) ? 'open' : ids.concat('t').map((id) => `by-${id}`),
      bonds: { submission: bond, auditor: '7', toAuditors: dice.between(0, 10_000) },
      ...sheet,
    }),
    submissions,
    audit: { ...noRecord(), seed: hexOf(`seed ${dice.next()}`) },
    facts: factsWith({
      auditors,
      voters: [...numbered('v', 4), 'a0'].map((person) => ({
        person,
        stake: amount(dice).toString(),
        ...status(dice),
      })),
      conflicts: dice.chance(0.3) ? [{ person: dice.of(['a0', 'v0']), recipient: 'by-s0' }] : [],
      exclusions: exclusions(
        dice,
        submissions.map(({ recipient }) => recipient),
      ),
    }),
  }
}

/** Most people are operators; of some nothing is said. */
const status = (dice: Dice) => (dice.chance(0.1) ? {} : { operator: dice.chance(0.7) })

const chance = (dice: Dice): number => dice.between(1, dice.chance(0.8) ? 500_000_000 : 1_000_000_000)

/** Most of those who handed in have a record, mostly a good one. */
const records = (dice: Dice, { submissions }: WrittenRound): WrittenFacts['submitters'] =>
  [...new Set(submissions.map(({ person }) => person))]
    .filter(() => dice.chance(0.8))
    .map((person) => ({ person, reputation: dice.between(dice.chance(0.8) ? 500_000_000 : 0, 1_000_000_000) }))

const anyJudgement = (dice: Dice, said = dice.of(['accept', 'accept', 'refuse', 'fraud', 'fraud'] as const)) =>
  judgement(said, BigInt(dice.between(0, 20)))

/** Outputs of all tests, sometimes twice and otherwise. */
function anyChecks(dice: Dice) {
  const once = () => TESTS.map(({ name }) => ({ test: name, output: hexOf(dice.chance(0.8) ? name : 'wrong') }))
  return { kind: 'checks' as const, outputs: dice.chance(0.2) ? [...once(), ...once()] : once() }
}

/** Some commit again: before, at the same instant or after, to a larger or a smaller hash that nothing opens. */
function again(dice: Dice, { audit }: WrittenRound): void {
  const more = audit.commits.filter(() => dice.chance(0.05))
  for (const commit of more) {
    const instant = new Date(Date.parse(commit.at) + dice.between(-1, 1)).toISOString()
    audit.commits.push({ ...commit, commit: hexOf(`again ${dice.next()}`), at: instant })
  }
}

/** When people speak: mostly in time, sometimes a millisecond late, or never. */
const clumsy = (dice: Dice, of: 'first' | 'appeal') => {
  const isFirst = of === 'first'
  return {
    ...(dice.chance(0.1) && { commit: dice.of([null, times[isFirst ? 'commitsEnd' : 'appealCommitsEnd']]) }),
    ...(dice.chance(0.1) && { reveal: dice.of([null, times[isFirst ? 'revealsEnd' : 'appealRevealsEnd']]) }),
  }
}

function roundOfWork(dice: Dice): WrittenRound {
  const id = dice.of(BY_WORK)
  const audit = dice.of(Object.keys(AUDITS))
  const spares = audit !== 'community-vote' && dice.chance(0.5)
  const [first, appeal] = [dice.of([1, 3, 3, 3, 4, 5]), dice.of([1, 3, 3, 3, 4, 5])]
  const rule = AUDITS[audit]!(dice, first)
  const leastOperators = Math.max(first, appeal) + dice.between(0, 1)
  const round = stage(dice, {
    panel: {
      // Small weights are drawn to the last unit of one: there a draw shows whether it begins to count at 0 or at 1.
      ...{ first, appeal, leastWeight: dice.chance(0.2) ? 1 : 100_000_000 },
      ...(spares && { leastChance: chance(dice) }),
      ...(rule.parameters.by !== 'stake' && dice.chance(0.9) && { leastOperators }),
    },
    reward: { id, version: 1, parameters: id === 'equal' ? {} : { rate: (amount(dice) + 1n).toString() } },
    audit: rule,
  })
  if (spares) round.facts.submitters = records(dice, round)
  for (const { id: submission } of round.submissions) {
    const speakers =
      audit === 'community-vote'
        ? [...numbered('v', 5), 'a0']
        : [...panelOf(round, submission), dice.of(numbered('a', 3))]
    for (const auditor of new Set(speakers)) {
      const isOdd = dice.chance(0.03)
      const content = (audit === 'automated-checks') !== isOdd ? anyChecks(dice) : anyJudgement(dice)
      speak(round, { auditor, submission }, content, clumsy(dice, 'first'))
    }
  }
  return appealed(dice, round, audit === 'community-vote' || spares)
}

function roundOfRanks(dice: Dice): WrittenRound {
  const shares = Array.from({ length: dice.between(1, 4) }, () => dice.between(1, 100)).sort((a, b) => b - a)
  const round = stage(dice, {
    reward: dice.chance(0.8)
      ? { id: 'ranked', version: 1, parameters: { shares } }
      : { id: 'equal', version: 1, parameters: {} },
    audit: { id: 'peer-ranking', version: 1, parameters: { leastRankings: dice.between(1, 2) } },
  })
  for (const auditor of new Set(round.submissions.map(({ person }) => person))) {
    const others = round.submissions.filter((one) => one.person !== auditor && one.at < times.submissionsEnd)
    const order = others
      .filter(({ bond }) => BigInt(bond) >= BigInt(round.sheet.bonds.submission))
      .map(({ id }) => ({ id, by: dice.next() }))
      .sort((a, b) => a.by - b.by)
      .map(({ id }) => id)
    speak(round, { auditor, submission: null }, { kind: 'ranking', order }, clumsy(dice, 'first'))
  }
  return appealed(dice, round, true)
}

function appealed(dice: Dice, round: WrittenRound, isWithoutFirst: boolean): WrittenRound {
  for (const { id: submission } of round.submissions) {
    if (!dice.chance(0.3)) continue
    round.audit.appeals.push({ submission, at: dice.chance(0.9) ? at('revealsEnd', 1) : times.appealsEnd })
    const panel = isWithoutFirst
      ? round.facts.auditors.map(({ person }) => person)
      : panelOf(round, submission, 'appeal')
    for (const auditor of panel)
      speak(round, { auditor, submission, stage: 'appeal' }, anyJudgement(dice), clumsy(dice, 'appeal'))
  }
  again(dice, round)
  return round
}
