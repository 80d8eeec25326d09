import { confirmProposal, proposeTo, returnProposal } from '@/domains/identity/actions/decisions'
import { openDecisions } from '@/domains/identity/queries/decisions'
import { append } from '@/domains/log/actions'
import { canonicalJson } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import { parseInteger } from '@/kit/integer'
import type { Tx } from '@/server/db'
import { LISTS, type ListName, refuseDated } from '../rules/dated'
import type { Regime } from '../rules/regime'
import { paramsOf, paramsProblem } from '../rules/regime-params'
import type { DatedProposal } from '../schema/dated'

type By = { actorId: string; now: Date }
type Content = Record<string, string | null>
type About = Regime | ListName

const subjectOf = (about: About) => `dated:${about}`
const isList = (about: About): about is ListName => (LISTS as readonly string[]).includes(about)
const startOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`))

/**
 * Proposes a new version of a regime's numbers or of a list, with its source. Nothing changes until another person confirms it, and
 * what is in force never changes: a new version stands beside it.
 */
export async function proposeDated(tx: Tx, { reason, actorId, now, ...proposal }: DatedProposal & By): Promise<void> {
  const about = proposal.what === 'regime' ? proposal.regime : proposal.what
  const content =
    proposal.what === 'regime' ? await ruleContent(tx, proposal, now) : await listContent(tx, proposal, now)
  const subject = subjectOf(about)
  const kind = isList(about) ? 'compliance.list' : 'compliance.regime_rule'
  await proposeTo(tx, {
    ...{ kind, subject, aboutId: null, content, note: reason, makerId: actorId, digest: digestOf(content), now },
  })
  await record(tx, 'proposed', { about, content }, { actorId, now })
}

/** Each kind of proposal by itself, so that they can still be told apart. */
type Without<One> = One extends unknown ? Omit<One, 'reason'> : never
type Rule = Without<Extract<DatedProposal, { what: 'regime' }>>

async function ruleContent(tx: Tx, rule: Rule, now: Date): Promise<Content> {
  const { regime, effectiveFrom, effectiveTo, params, checkedBy, sourceUrl, sourceText } = rule
  const problem = paramsProblem(regime, params)
  if (problem) throw refuseDated.numbers({ problem })
  assertSpan({ effectiveFrom, effectiveTo: effectiveTo || null }, now)
  const last = await tx.regimeRule.findFirst({ where: { regime }, orderBy: { version: 'desc' } })
  return {
    ...{ regime, version: `${(last?.version ?? 0) + 1}`, effectiveFrom, effectiveTo: effectiveTo || null },
    ...{ params: canonicalJson(paramsOf(regime, params)), sourceUrl, sourceText, checkedBy: checkedBy || null },
  }
}

/** A version never reaches back: what was decided under another one stays decided. */
function assertSpan({ effectiveFrom, effectiveTo }: Record<'effectiveFrom' | 'effectiveTo', string | null>, now: Date) {
  if (startOf(effectiveFrom ?? '') <= now) throw refuseDated.beginsTooEarly()
  if (effectiveTo && effectiveFrom && effectiveTo <= effectiveFrom) throw refuseDated.endsBefore()
}

type List = Without<Exclude<DatedProposal, { what: 'regime' }>>

async function listContent(tx: Tx, list: List, now: Date): Promise<Content> {
  const last = await tx.datedList.findFirst({ where: { list: list.what }, orderBy: { version: 'desc' } })
  if (startOf(list.asOf) > now) throw refuseDated.asOfFuture()
  if (last && startOf(list.asOf) < last.asOf) throw refuseDated.olderList()
  const { what, asOf, sourceUrl, sourceText } = list
  return {
    ...{ list: what, version: `${(last?.version ?? 0) + 1}`, asOf, sourceUrl, sourceText },
    entries: canonicalJson(entriesOf(list)),
  }
}

function entriesOf(list: List) {
  if (list.what === 'holidays.us') return { days: [...new Set(list.days)].sort() }
  const [high, medium] = [new Set(list.high), new Set(list.medium)]
  const twice = list.medium.find((country) => high.has(country))
  if (twice) throw refuseDated.twiceListed({ country: twice })
  return { high: [...high].sort(), medium: [...medium].sort() }
}

/** Puts a proposed version in force as the second person. The database refuses one that two people did not agree on. */
export async function confirmDated(tx: Tx, { about, actorId, now }: { about: About } & By): Promise<void> {
  const subject = subjectOf(about)
  const [open] = await openDecisions(tx, [subject])
  if (!open) throw refuseDated.noRuleOpen()
  const content = open.content as Content
  const digest = digestOf(content)
  if (!isList(about)) assertSpan({ effectiveFrom: content.effectiveFrom!, effectiveTo: content.effectiveTo! }, now)
  await confirmProposal(tx, { subject, checkerId: actorId, digest, now })
  const common = { version: parseInteger(content.version!)!, decisionId: open.id }
  const source = { sourceUrl: content.sourceUrl!, sourceText: content.sourceText! }
  if (isList(about)) {
    const entries = JSON.parse(content.entries!)
    await tx.datedList.create({
      data: { list: about, ...common, ...source, entries, asOf: startOf(content.asOf!), addedAt: now },
    })
  } else await addRule(tx, about, { ...common, ...source }, content, now)
  await record(tx, 'confirmed', { about, content }, { actorId, now })
}

async function addRule(
  tx: Tx,
  regime: Regime,
  common: { version: number; decisionId: string; sourceUrl: string; sourceText: string },
  { params, effectiveFrom, effectiveTo, checkedBy }: Content,
  now: Date,
) {
  await tx.regimeRule.create({
    data: {
      ...{ regime, ...common, params: JSON.parse(params!), effectiveFrom: startOf(effectiveFrom!) },
      ...{ effectiveTo: effectiveTo ? startOf(effectiveTo) : null, checkedBy: checkedBy ?? null },
      checkedAt: checkedBy ? now : null,
    },
  })
}

/** Gives a proposed version back with a comment; nothing changes. */
export async function returnDated(
  tx: Tx,
  { about, comment, actorId, now }: { about: About; comment: string } & By,
): Promise<void> {
  await returnProposal(tx, { subject: subjectOf(about), checkerId: actorId, comment, now })
  await record(tx, 'returned', { about, content: {} }, { actorId, now })
}

/** The log has what was decided by its digest: a source's words and a lawyer's name stay out of it. */
const record = (tx: Tx, what: string, { about, content }: { about: About; content: Content }, { actorId, now }: By) =>
  append(tx, {
    ...{ type: `compliance.dated_${what}`, at: now, actorId, subjects: [`dated:${about}`] },
    facts: { about, version: content.version ?? null, digest: digestOf(content) },
  })
