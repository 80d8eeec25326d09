import { describe, expect, test } from 'vitest'
import {
  at,
  factsWith,
  hexOf,
  judgement,
  noRecord,
  panelOf,
  sheetWith,
  speak,
  submissionOf,
  times,
  type WrittenRound,
} from '@/test/engine-rounds'
import { distribute } from './distribute'
import { drawPanel } from './draw'
import type { Proceedings } from './proceedings'
import { readInputs } from './round-sheet'

const AUDITORS = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']
const attestation = { id: 'attestation', version: 1, parameters: { needed: 2 } }

function roundOf(sheet: Partial<WrittenRound['sheet']> = {}, submissions = [submissionOf('s')]): WrittenRound {
  return {
    sheet: sheetWith({
      kind: 'bounty',
      eligible: 'open',
      reward: { id: 'equal', version: 1, parameters: {} },
      audit: attestation,
      ...sheet,
    }),
    submissions,
    audit: { ...noRecord(), seed: hexOf('block') },
    facts: factsWith({ auditors: AUDITORS.map((person) => ({ person, reputation: 500_000_000, bond: '0' })) }),
  }
}
const heldOf = (round: WrittenRound): Proceedings => distribute(readInputs(round)).proceedings
const verdictOf = (round: WrittenRound, submission = 's') =>
  heldOf(round).verdicts.find((one) => one.submission === submission)

describe('the chance of an audit', () => {
  const LEAST = 100_000_000
  const panel = { first: 3, appeal: 3, leastWeight: 1, leastChance: LEAST }
  const seeds = Array.from({ length: 400 }, (_, block) => hexOf(`block ${block}`))
  /** How many of so many seeds have somebody look at the work of a person with this record. */
  const looked = (reputation: number | null) => {
    const round = roundOf({ panel })
    if (reputation !== null) round.facts.submitters = [{ person: 'by-s', reputation }]
    const drawn = seeds.map((seed) => heldOf({ ...round, audit: { ...round.audit, seed } }).firstPanels[0]!)
    return drawn.filter(({ auditors }) => auditors.length > 0).length
  }

  test('is 1 - score, never less than the sheet says, and 1 without a record, a seed or a rule about it', () => {
    for (const none of [null, 0]) expect(looked(none)).toBe(400)
    expect(Math.abs(looked(300_000_000) - 280)).toBeLessThan(40)
    expect(Math.abs(looked(999_999_999) - 40)).toBeLessThan(25)
    const known = { submitters: [{ person: 'by-s', reputation: 1_000_000_000 }] }
    const unruled = { ...roundOf(), facts: { ...roundOf().facts, ...known } }
    expect(heldOf(unruled).firstPanels[0]!.auditors).toHaveLength(3)
    const early = { ...roundOf({ panel }), audit: noRecord() }
    expect(verdictOf({ ...early, facts: { ...early.facts, ...known } })?.outcome).toBe('undecided')
  })

  test('spared work counts as claimed, for all tests at most, and an appeal judges it like any other', () => {
    const tests = ['t1', 't2'].map((name) => ({ name, expects: hexOf(name), units: '3' }))
    const checks = { id: 'automated-checks', version: 1, parameters: { tests, required: 1 } }
    const spared = (audit = attestation as typeof checks | typeof attestation, seed = hexOf('block 5')) => {
      const round = roundOf({ panel: { ...panel, leastChance: 1 }, audit })
      round.facts.submitters = [{ person: 'by-s', reputation: 1_000_000_000 }]
      return { ...round, audit: { ...round.audit, seed } }
    }
    expect(verdictOf(spared())).toMatchObject({ outcome: 'accepted', reason: 'spared', units: 10n })
    expect(verdictOf(spared(checks))).toMatchObject({ outcome: 'accepted', reason: 'spared', units: 6n })
    const appealed = spared()
    appealed.audit.appeals.push({ submission: 's', at: at('revealsEnd', 1) })
    for (const auditor of AUDITORS) speak(appealed, { auditor, submission: 's', stage: 'appeal' }, judgement('fraud'))
    expect(verdictOf(appealed)).toMatchObject({ outcome: 'fraud', reason: 'judged' })
  })
})

describe('the draw', () => {
  const draw = { seed: hexOf('block'), stage: 'first' as const, submission: 's', size: 3, leastWeight: 100_000_000 }
  const candidates = AUDITORS.map((person, place) => ({ person, reputation: place * 100_000_000 }))

  test('the same seed draws the same people, whatever the order of candidates; another seed, stage or submission others', () => {
    const drawn = drawPanel(draw, candidates)
    expect(drawPanel(draw, [...candidates].reverse())).toEqual(drawn)
    expect(new Set(drawn).size).toBe(3)
    for (const change of [{ seed: hexOf('other') }, { stage: 'appeal' as const }, { submission: 't' }])
      expect(drawPanel({ ...draw, ...change }, candidates)).not.toEqual(drawn)
  })
  test('reputation weighs: over 3,000 draws each person is drawn as often as their weight says, within a tenth of all', () => {
    const counts = new Map<string, number>()
    for (let time = 0; time < 3_000; time += 1) {
      const [first] = drawPanel({ ...draw, seed: hexOf(`block ${time}`), size: 1 }, candidates)
      counts.set(first!, (counts.get(first!) ?? 0) + 1)
    }
    // Weights 1, 1, 2, 3, 4, 5, 6 of 22: the newcomer a1 weighs the least weight.
    for (const [place, part] of [1, 1, 2, 3, 4, 5, 6].entries())
      expect(Math.abs(counts.get(AUDITORS[place]!)! - (3_000 * part) / 22)).toBeLessThan(75)
  })
  test('with fewer candidates than places all of them are drawn', () => {
    expect(drawPanel({ ...draw, size: 9 }, candidates).sort()).toEqual(AUDITORS)
  })
  test('nobody judges themselves, their own side or without a bond, and an appeal has other people', () => {
    const round = roundOf({ bonds: { submission: '0', auditor: '5', toAuditors: 0 } }, [
      submissionOf('s', { person: 'a1', recipient: 'team' }),
    ])
    round.facts.auditors = AUDITORS.map((person) => ({ person, reputation: 1, bond: person === 'a2' ? '4' : '5' }))
    round.facts.conflicts = [{ person: 'a3', recipient: 'team' }]
    round.audit.appeals.push({ submission: 's', at: at('revealsEnd') })
    const { firstPanels, appealPanels } = heldOf(round)
    const [first, appeal] = [firstPanels[0]!.auditors, appealPanels[0]!.auditors]
    expect(first).toHaveLength(3)
    expect([...first, ...appeal].sort()).toEqual(['a4', 'a5', 'a6', 'a7'])
  })
})

describe('commit and reveal', () => {
  const outcome = (when: Parameters<typeof speak>[3]) => {
    const round = roundOf()
    const [one, two] = panelOf(round, 's')
    speak(round, { auditor: one!, submission: 's' }, judgement('accept'))
    speak(round, { auditor: two!, submission: 's' }, judgement('accept'), when)
    return { held: heldOf(round), auditor: two }
  }
  test('two of three who accept in time are enough', () => {
    expect(outcome({}).held.verdicts).toMatchObject([{ outcome: 'accepted', reason: 'judged', units: 10n }])
  })
  test.for([
    ['a reveal without a commit', { commit: null }, 'no-commit'],
    ['a commit in the last millisecond of none', { commit: times.commitsEnd }, 'no-commit'],
    ['a commit before submissions closed', { commit: at('submissionsEnd', -1) }, 'no-commit'],
    ['a reveal while others still commit', { reveal: at('commitsEnd', -1) }, 'early'],
    ['a reveal that is late by one millisecond', { reveal: times.revealsEnd }, 'late'],
  ] as const)('%s does not count', ([, when, why]) => {
    const { held } = outcome(when)
    expect(held.first.void).toMatchObject([{ why }])
    expect(held.verdicts).toMatchObject([{ outcome: 'undecided' }])
  })
  test('the last millisecond of each window counts', () => {
    const { held } = outcome({ commit: at('commitsEnd', -1), reveal: at('revealsEnd', -1) })
    expect(held.verdicts).toMatchObject([{ outcome: 'accepted' }])
  })
  test('another answer than the one committed, a copied commit and a second commit do not count', () => {
    const round = roundOf()
    const [one, two, three] = panelOf(round, 's') as [string, string, string]
    for (const auditor of [one, two, three]) speak(round, { auditor, submission: 's' }, judgement('accept'))
    const { commits, reveals } = round.audit
    reveals[0] = { ...reveals[0]!, content: judgement('refuse') }
    commits[1] = { ...commits[1]!, commit: commits[2]!.commit }
    reveals[1] = { ...reveals[1]!, salt: reveals[2]!.salt }
    commits.push({ ...commits[2]!, commit: hexOf('changed my mind'), at: at('submissionsEnd', 6) })
    const { first, verdicts } = heldOf(round)
    const why = new Map(first.void.map((one) => [one.reveal.auditor, one.why]))
    expect(why).toEqual(
      new Map([
        [one, 'other-than-committed'],
        [two, 'other-than-committed'],
      ]),
    )
    expect(first.statements.map(({ auditor }) => auditor)).toEqual([three])
    expect(verdicts).toMatchObject([{ outcome: 'undecided', reason: 'too-few-judgements' }])
  })
  test('who was not drawn is not heard', () => {
    const round = roundOf()
    const outsider = AUDITORS.find((person) => !panelOf(round, 's').includes(person))!
    speak(round, { auditor: outsider, submission: 's' }, judgement('accept'))
    expect(heldOf(round).first.void).toMatchObject([{ why: 'not-asked' }])
  })
})

describe('attestation', () => {
  const said = (...outcomes: Parameters<typeof judgement>[]) => {
    const round = roundOf()
    for (const [place, words] of outcomes.entries())
      speak(round, { auditor: panelOf(round, 's')[place]!, submission: 's' }, judgement(...words))
    return verdictOf(round)
  }
  test('an audit that never says no would fail here: two refusals refuse, two frauds are fraud, one each is undecided', () => {
    expect(said(['accept'], ['refuse'], ['refuse'])).toMatchObject({ outcome: 'refused', units: 0n })
    expect(said(['accept'], ['fraud'], ['fraud'])).toMatchObject({ outcome: 'fraud', units: 0n })
    expect(said(['accept'], ['refuse'], ['fraud'])).toMatchObject({ outcome: 'undecided', reason: 'no-majority' })
    expect(said()).toMatchObject({ outcome: 'undecided', reason: 'too-few-judgements' })
  })
  test('work is the lower median of those who accept, and never more than was claimed', () => {
    expect(said(['accept', 4n], ['accept', 7n], ['refuse'])).toMatchObject({ units: 4n })
    expect(said(['accept', 4n], ['accept', 7n], ['accept', 9n])).toMatchObject({ units: 7n })
    expect(said(['accept', 400n], ['accept', 700n])).toMatchObject({ units: 10n })
  })
})

describe('automated checks', () => {
  const tests = ['one', 'two'].map((name) => ({ name, expects: hexOf(name), units: '4' }))
  const runs = (required: number, ...passed: string[][]) => {
    const round = roundOf({ audit: { id: 'automated-checks', version: 1, parameters: { tests, required } } })
    for (const [place, names] of passed.entries()) {
      const outputs = ['one', 'two'].map((test) => ({ test, output: hexOf(names.includes(test) ? test : 'wrong') }))
      speak(round, { auditor: panelOf(round, 's')[place]!, submission: 's' }, { kind: 'checks', outputs })
    }
    return heldOf(round)
  }
  test('a test passes when more than half of the panel saw it pass; work is what passed', () => {
    const { verdicts, right } = runs(1, ['one', 'two'], ['one'], [])
    expect(verdicts).toMatchObject([{ outcome: 'accepted', reason: 'tests-passed', units: 4n }])
    expect(right.get('s')).toHaveLength(2)
  })
  test('too few passed tests refuse; one run of three decides nothing', () => {
    expect(runs(2, ['one', 'two'], ['one'], []).verdicts).toMatchObject([
      { outcome: 'refused', reason: 'tests-failed' },
    ])
    expect(runs(1, ['one', 'two']).verdicts).toMatchObject([{ outcome: 'undecided' }])
  })
})

describe('community vote', () => {
  const vote = (
    parameters: Record<string, string | number | null>,
    votes: Record<string, 'accept' | 'refuse' | 'fraud'>,
  ) => {
    const audit = {
      id: 'community-vote',
      version: 1,
      parameters: { quorum: '3', threshold: 6_000, stakeCap: null, ...parameters },
    }
    const round = roundOf({ audit })
    round.facts.voters = ['v1', 'v2', 'v3', 'whale'].map((person) => ({
      person,
      stake: person === 'whale' ? '1000' : '100',
    }))
    for (const [auditor, said] of Object.entries(votes)) speak(round, { auditor, submission: 's' }, judgement(said))
    return verdictOf(round)
  }
  test('one person one vote: a whale has one; by stake it decides, unless stakes are capped', () => {
    const votes = { v1: 'accept', v2: 'accept', v3: 'accept', whale: 'refuse' } as const
    expect(vote({ by: 'person' }, votes)).toMatchObject({ outcome: 'accepted', reason: 'voted', units: 10n })
    expect(vote({ by: 'stake' }, votes)).toMatchObject({ outcome: 'refused' })
    expect(vote({ by: 'stake', stakeCap: '150' }, votes)).toMatchObject({ outcome: 'accepted' })
  })
  test('below the quorum nothing is decided, at the threshold it is', () => {
    expect(vote({ by: 'person' }, { v1: 'accept', v2: 'accept' })).toMatchObject({
      outcome: 'undecided',
      reason: 'no-quorum',
    })
    const three = { v1: 'fraud', v2: 'fraud', v3: 'fraud', whale: 'accept' } as const
    expect(vote({ by: 'person', threshold: 7_500 }, three)).toMatchObject({ outcome: 'fraud' })
    expect(vote({ by: 'person', threshold: 7_501 }, three)).toMatchObject({ outcome: 'refused' })
  })
  test('a submitter does not vote about themselves, nor does their side', () => {
    const round = roundOf({
      audit: {
        id: 'community-vote',
        version: 1,
        parameters: { by: 'person', quorum: '1', threshold: 6_000, stakeCap: null },
      },
    })
    round.facts.voters = ['by-s', 'friend'].map((person) => ({ person, stake: '1' }))
    round.facts.conflicts = [{ person: 'friend', recipient: 'by-s' }]
    for (const auditor of ['by-s', 'friend']) speak(round, { auditor, submission: 's' }, judgement('accept'))
    expect(verdictOf(round)).toMatchObject({ outcome: 'undecided' })
  })
})

describe('peer ranking', () => {
  const audit = { id: 'peer-ranking', version: 1, parameters: { leastRankings: 2 } }
  const ranked = (rankings: Record<string, string[]>) => {
    const round = roundOf(
      { audit },
      ['s', 't', 'u', 'v'].map((id) => submissionOf(id)),
    )
    for (const [id, order] of Object.entries(rankings))
      speak(round, { auditor: `by-${id}`, submission: null }, { kind: 'ranking', order })
    return heldOf(round).verdicts
  }
  const fair = { s: ['t', 'u', 'v'], t: ['s', 'u', 'v'], u: ['s', 't', 'v'], v: ['u', 's', 't'] }
  test('the median of the ranks that others gave, doubled', () => {
    expect(ranked(fair).map(({ doubledRank }) => doubledRank)).toEqual([2n, 4n, 4n, 6n])
    expect(ranked(fair).every(({ outcome, reason }) => outcome === 'accepted' && reason === 'ranked')).toBe(true)
  })
  test('a ranking that praises its author, leaves one out or names one twice is void, and its author is not paid', () => {
    for (const bad of [
      ['s', 't', 'u'],
      ['t', 'u'],
      ['t', 't', 'v'],
      ['t', 't', 'u', 'v'],
    ]) {
      const [own, ...others] = ranked({ ...fair, s: bad })
      expect(own).toMatchObject({ outcome: 'refused', reason: 'did-not-rank', doubledRank: 2n })
      expect(others.every(({ outcome }) => outcome === 'accepted')).toBe(true)
    }
  })
})
