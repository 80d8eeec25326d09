import { bound, byId, least, sum } from './arithmetic'
import { type Audited, audit } from './audit'
import { settleBonds } from './bonds'
import { canonical, sha256 } from './canonical'
import type { Export, Sheet } from './given'
import { split } from './split'
import { type Participant, weigh } from './weights'

const RULES = {
  reward: ['equal', 'pro-rata', 'pledge-match', 'quadratic', 'ranked', 'cluster-matching'],
  audit: ['attestation', 'automated-checks', 'community-vote', 'peer-ranking'],
}

/**
 * The bytes of `list.json`: what follows from a round's sheet, submissions, audit and facts. Throws an Error for a rule that
 * docs/rounds/export.md does not know, and for gifts that cannot be.
 */
export function recompute(given: Export): string {
  const { sheet, facts } = given
  mustBeKnown(sheet)
  const digest = sha256(canonical(sheet))
  const audited = audit(given, digest)
  const bonds = settleBonds(given, audited)
  const recipients = weigh(given, takingPart(given, audited))
  const available = least(BigInt(sheet.pool) + bonds.toPool, bound(sheet.caps.paidInAll))
  const units = split(available, recipients)
  const paid = sum(units.values())
  return canonical({
    version: 1,
    sheet: digest,
    slot: facts.slot,
    available: `${available}`,
    fromBonds: `${bonds.toPool}`,
    paid: `${paid}`,
    unpaid: `${available - paid}`,
    recipients: recipients.map(({ recipient, weight }) => ({
      recipient,
      weight: `${weight}`,
      units: `${units.get(recipient) ?? 0n}`,
    })),
    auditors: [...bonds.earned]
      .filter(([, earned]) => earned > 0n)
      .sort(([one], [other]) => byId(one, other))
      .map(([person, earned]) => ({ person, units: `${earned}` })),
    bonds: bonds.lines.map(({ person, submission, slashed, returned }) => ({
      person,
      submission,
      slashed: `${slashed}`,
      returned: `${returned}`,
    })),
  })
}

/** What a rule means is fixed with its version: another version is another rule. */
function mustBeKnown({ reward, audit }: Sheet): void {
  for (const [kind, rule] of Object.entries({ reward, audit })) {
    if (rule === null || (rule.version === 1 && RULES[kind as keyof typeof RULES].includes(rule.id))) continue
    throw new Error(`The sheet's ${kind} rule ${rule.id} of version ${rule.version} cannot be computed again here.`)
  }
}

/** Who can be paid, ascending, with what was accepted of them. */
function takingPart({ sheet, facts }: Export, { judged }: Audited): Participant[] {
  const outcomes = Map.groupBy(judged, ({ submission }) => submission.recipient)
  const excluded = new Set(facts.exclusions.map(({ recipient }) => recipient))
  const ids = sheet.eligible === 'open' ? [...outcomes.keys()] : sheet.eligible
  const participants = ids.map((recipient): Participant & { takesPart: boolean } => {
    const verdicts = (outcomes.get(recipient) ?? []).map(({ verdict }) => verdict)
    const accepted = verdicts.filter(({ outcome }) => outcome === 'accepted')
    const ranks = accepted.flatMap(({ rank }) => (rank === null ? [] : [rank]))
    const honest = !excluded.has(recipient) && verdicts.every(({ outcome }) => outcome !== 'fraud')
    return {
      recipient,
      work: sum(accepted.map(({ work }) => work)),
      rank: ranks.length > 0 ? Math.min(...ranks) : null,
      takesPart: honest && (sheet.audit === null || accepted.length > 0),
    }
  })
  return participants.filter(({ takesPart }) => takesPart).sort((one, other) => byId(one.recipient, other.recipient))
}
