import { bound, least, sum } from './arithmetic'
import type { AuditRule, Content, Export, Submission, Vote } from './given'
import { countedIn, operatorsAlone, type Panel, type Partiality, panelsOf, partialityIn } from './panels'
import { type Heard, hear, type MaySpeak } from './statements'
import { attested, checked, found, majorityOf, ranked, type Verdict, voted } from './verdicts'

/** A submission that counts, what became of it in the end, and who of its panels called it fraud. */
export type Judged = { submission: Submission; verdict: Verdict; accusers: readonly string[] }
/** `withheld`: who left unopened what a panel was drawn to say. A vote or a ranking lays no bond. */
export type Audited = { judged: readonly Judged[]; withheld: ReadonlySet<string> }

type Round = {
  given: Export
  digest: string
  counted: readonly Submission[]
  panels: ReadonlyMap<string, Panel>
  partial: Partiality
}
type First = { heard: Heard<Content>; verdictOf: (submission: Submission) => Verdict }

/** Judges what was submitted, at first and in appeals; nothing where the sheet has no audit. `digest` is the sheet's. */
export function audit(given: Export, digest: string): Audited {
  const rule = given.sheet.audit
  if (rule === null) return { judged: [], withheld: new Set() }
  const counted = countedIn(given)
  const partial = partialityIn(given)
  const panels = panelsOf(given, counted, partial)
  const first = firstStage(rule, { given, digest, counted, panels, partial })
  const maySpeak = seatedIn(panels, 'appeal')
  const appeal = hear(given, { digest, stage: 'appeal', kind: 'judgement', maySpeak })

  const judged = counted.map((submission): Judged => {
    const panel = panels.get(submission.id)!
    const before = panel.spared ? unseen(submission, rule) : first.verdictOf(submission)
    const judgements = appeal.about(submission.id)
    const after = attested([...judgements.values()], majorityOf(given.sheet.panel.appeal), BigInt(submission.claimed))
    const verdict = after.outcome === 'undecided' ? before : { ...after, rank: before.rank }
    const seated = [...first.heard.about(submission.id)].filter(([auditor]) => panel.first.includes(auditor))
    const accusing = [...seated, ...judgements].filter(
      ([, said]) => said.kind === 'judgement' && said.outcome === 'fraud',
    )
    return { submission, verdict, accusers: accusing.map(([auditor]) => auditor) }
  })
  const withheld = [...panels.values()].flatMap((panel) => [
    ...panel.first.filter((person) => first.heard.unopened.has(person)),
    ...panel.appeal.filter((person) => appeal.unopened.has(person)),
  ])
  return { judged, withheld: new Set(withheld) }
}

/** What work is found to be that was spared being judged. */
function unseen({ claimed }: Submission, rule: AuditRule): Verdict {
  const most = rule.id === 'automated-checks' ? sum(rule.parameters.tests.map(({ units }) => BigInt(units))) : null
  return found('accepted', least(BigInt(claimed), most))
}

function seatedIn(panels: ReadonlyMap<string | null, Panel>, stage: 'first' | 'appeal'): MaySpeak {
  return (auditor, submission) => panels.get(submission)?.[stage].includes(auditor) ?? false
}

function firstStage(rule: AuditRule, round: Round): First {
  const { given, digest, counted, panels } = round
  const listen = <K extends Content['kind']>(kind: K, maySpeak: MaySpeak) =>
    hear(given, { digest, stage: 'first', kind, maySpeak })
  switch (rule.id) {
    case 'attestation': {
      const heard = listen('judgement', seatedIn(panels, 'first'))
      const { needed } = rule.parameters
      return { heard, verdictOf: ({ id, claimed }) => attested([...heard.about(id).values()], needed, BigInt(claimed)) }
    }
    case 'automated-checks': {
      const heard = listen('checks', seatedIn(panels, 'first'))
      const checks = (id: string) => [...heard.about(id).values()]
      const { first } = given.sheet.panel
      return { heard, verdictOf: ({ id, claimed }) => checked(checks(id), rule.parameters, first, BigInt(claimed)) }
    }
    case 'community-vote':
      return vote(rule.parameters, round)
    case 'peer-ranking': {
      const authors = new Set(given.submissions.map(({ person }) => person))
      const heard = listen('ranking', (auditor, submission) => submission === null && authors.has(auditor))
      return { heard, verdictOf: ranked(counted, heard.about(null), rule.parameters.leastRankings) }
    }
  }
}

/** A vote of everybody who has no part in a submission, or of the operators among them alone. */
function vote({ by, quorum, threshold, stakeCap }: Vote, { given, digest, partial }: Round): First {
  const { sheet, facts } = given
  const voters = new Map(facts.voters.map((voter) => [voter.person, voter]))
  const submissions = new Map<string | null, Submission>(given.submissions.map((one) => [one.id, one]))
  const impartial = (one: Submission) => facts.voters.filter(({ person }) => !partial(one, person))
  const reserved = new Set(given.submissions.filter((one) => operatorsAlone(sheet, impartial(one)) !== null))
  const maySpeak: MaySpeak = (auditor, about) => {
    const [voter, submission] = [voters.get(auditor), submissions.get(about)]
    if (!voter || !submission || partial(submission, auditor)) return false
    return voter.operator === true || !reserved.has(submission)
  }
  const heard = hear(given, { digest, stage: 'first', kind: 'judgement', maySpeak })
  const weightOf = (person: string) =>
    by === 'person' ? 1n : least(BigInt(voters.get(person)!.stake), bound(stakeCap))
  return {
    heard,
    verdictOf: (submission) => {
      const said = [...heard.about(submission.id)]
      const ballots = said.map(([person, judgement]) => ({ judgement, weight: weightOf(person) }))
      const enough = reserved.has(submission) ? sheet.panel.leastOperators! : quorum
      return voted(ballots, BigInt(enough), threshold, BigInt(submission.claimed))
    },
  }
}
