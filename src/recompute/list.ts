import { createHash } from 'node:crypto'
import { type Audited, auditOf } from './audit'
import { ascending, type Export, write } from './format'
import { givingTo, type Merit, type Weight, weightsOf } from './weights'

/** The bytes of `list.json`, from the other four files alone. Written from docs/rounds/export.md; shares nothing with the engine. */
export function recompute(given: Export): string {
  const { sheet, facts } = given
  const digest = createHash('sha256').update(write(sheet), 'utf8').digest('hex')
  const audited = auditOf(given, digest)
  const bonds = bondsOf(given, audited)
  const merit = meritOf(audited)
  const recipients = whoTakesPart(given, audited)
  const giving = givingTo(isByGifts(sheet.reward.id) ? recipients : [], given)
  const weights = weightsOf(given, recipients, merit, giving).map((w, i) =>
    (giving.backers.get(recipients[i]!) ?? 0) < sheet.minimumBackers ? { ...w, weight: 0n } : w,
  )
  const limit = sheet.caps.paidPerRecipient
  for (const w of weights)
    if (limit !== null && (w.atMost === null || w.atMost > BigInt(limit))) w.atMost = BigInt(limit)
  const inAll = sheet.caps.paidInAll
  const there = BigInt(sheet.pool) + bonds.toPool
  const available = inAll !== null && BigInt(inAll) < there ? BigInt(inAll) : there
  const paid = pour(available, weights)
  const sum = paid.reduce((a, b) => a + b, 0n)
  return write({
    version: 1,
    sheet: digest,
    slot: facts.slot,
    available: `${available}`,
    fromBonds: `${bonds.toPool}`,
    paid: `${sum}`,
    unpaid: `${available - sum}`,
    recipients: recipients.map((recipient, i) => ({ recipient, weight: `${weights[i]!.weight}`, units: `${paid[i]}` })),
    auditors: bonds.toAuditors,
    bonds: bonds.lines,
  })
}

const isByGifts = (rule: string) => ['quadratic', 'cluster-matching', 'pledge-match'].includes(rule)

function meritOf({ counted, verdicts }: Audited): Map<string, Merit> {
  const merit = new Map<string, Merit>()
  for (const s of counted) {
    const verdict = verdicts.get(s.id)!
    if (verdict.outcome !== 'accepted') continue
    const so = merit.get(s.recipient) ?? { work: 0n, rank: null }
    const rank = verdict.rank?.over2 ?? null
    const best = so.rank === null || (rank !== null && rank < so.rank) ? rank : so.rank
    merit.set(s.recipient, { work: so.work + verdict.work, rank: best })
  }
  return merit
}

function whoTakesPart({ sheet, facts }: Export, { counted, verdicts }: Audited): string[] {
  const having = (outcome: string) =>
    new Set(counted.filter((s) => verdicts.get(s.id)!.outcome === outcome).map((s) => s.recipient))
  const [accepted, frauds] = [having('accepted'), having('fraud')]
  return (sheet.eligible === 'open' ? [...accepted] : sheet.eligible)
    .filter((r) => !facts.exclusions.some((e) => e.recipient === r) && !frauds.has(r))
    .filter((r) => sheet.audit === null || accepted.has(r))
    .sort(ascending)
}

type BondLine = { person: string; submission: string | null; slashed: string; returned: string }

function bondsOf({ sheet, submissions, facts }: Export, { verdicts, right, unopened }: Audited) {
  const [asked, ofAuditor] = [BigInt(sheet.bonds.submission), BigInt(sheet.bonds.auditor)]
  const lines: BondLine[] = []
  const rewards = new Map<string, bigint>()
  let toPool = 0n
  const settle = (person: string, submission: string | null, bond: bigint, lost: bigint) => {
    if (bond > 0n) lines.push({ person, submission, slashed: `${lost}`, returned: `${bond - lost}` })
  }
  for (const a of facts.auditors) {
    const lost = unopened.has(a.person) ? ofAuditor : 0n
    toPool += lost
    settle(a.person, null, BigInt(a.bond), lost)
  }
  for (const s of submissions) {
    const isFraud = verdicts.get(s.id)?.outcome === 'fraud'
    settle(s.person, s.id, BigInt(s.bond), isFraud ? asked : 0n)
    if (!isFraud) continue
    const honest = right.get(s.id)!
    const shared = honest.length > 0 ? (asked * BigInt(sheet.bonds.toAuditors)) / 10_000n : 0n
    toPool += asked - shared
    const each = honest.length > 0 ? shared / BigInt(honest.length) : 0n
    // Even weights leave even remainders: the spare units go to the first by id.
    const spare = shared - each * BigInt(honest.length)
    for (const [i, person] of honest.entries())
      rewards.set(person, (rewards.get(person) ?? 0n) + each + (BigInt(i) < spare ? 1n : 0n))
  }
  lines.sort((a, b) => ascending(a.person, b.person) || ascending(a.submission ?? '', b.submission ?? ''))
  const paid = [...rewards].filter(([, units]) => units > 0n).sort(([a], [b]) => ascending(a, b))
  return { toPool, lines, toAuditors: paid.map(([person, units]) => ({ person, units: `${units}` })) }
}

/** "Split": caps first, over and over, then by weight with largest remainders. */
function pour(pool: bigint, weights: Weight[]): bigint[] {
  const got = weights.map(() => 0n)
  let thirsty = weights.flatMap((w, i) => (w.weight > 0n ? [i] : []))
  let left = pool
  for (;;) {
    const all = thirsty.reduce((sum, i) => sum + weights[i]!.weight, 0n)
    const full = new Set(
      thirsty.filter((i) => weights[i]!.atMost !== null && left * weights[i]!.weight >= weights[i]!.atMost! * all),
    )
    if (full.size > 0) {
      for (const i of full) {
        got[i] = weights[i]!.atMost!
        left -= got[i]!
      }
      thirsty = thirsty.filter((i) => !full.has(i))
      continue
    }
    if (thirsty.length === 0) return got
    for (const i of thirsty) got[i] = (left * weights[i]!.weight) / all
    const spare = left - thirsty.reduce((sum, i) => sum + got[i]!, 0n)
    const remainder = (i: number) => (left * weights[i]!.weight) % all
    const first = [...thirsty].sort((a, b) =>
      remainder(b) > remainder(a) ? 1 : remainder(b) < remainder(a) ? -1 : a - b,
    )
    for (const i of first.slice(0, Number(spare))) got[i] = got[i]! + 1n
    return got
  }
}
