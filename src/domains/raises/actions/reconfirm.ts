import { reconfirmDeadlines } from '@/domains/compliance/queries/reconfirm'
import { notify } from '@/domains/identity/actions/notices'
import { appendAll } from '@/domains/log/actions'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import { type Asset, formatMoney, money } from '@/kit/money'
import { formatInstant } from '@/kit/time'
import type { Tx } from '@/server/db'
import { change } from '@/server/sql'
import { earlierOf, type ReconfirmState } from '../rules/reconfirmation'

type Changed = {
  projectId: string
  raiseAddress: string
  /** The program's version of the terms. */
  terms: number
  settleAfter: Date
  asset: Asset
  title: string
  site: string
  now: Date
}

/**
 * Asks everybody whose position stands under earlier terms: a row with its deadline, which no later rule moves, a notice on the site,
 * and a mail where there is an address.
 */
export async function askToReconfirm(tx: Tx, changed: Changed): Promise<void> {
  const { raiseAddress, terms, settleAfter, projectId, asset, now } = changed
  const where = { raiseAddress, state: 'open' as const, termsVersion: { lt: terms } }
  const stale = await tx.position.findMany({ where, select: { address: true, personId: true } })
  const people = [...new Set(stale.flatMap(({ personId }) => personId ?? []))]
  const deadlines = await reconfirmDeadlines(tx, people, { projectId, asset, noticeAt: now })
  const rows = stale.map(({ address, personId }) => {
    const regime = personId ? (deadlines.get(personId) ?? null) : null
    const dueAt = earlierOf(settleAfter, regime?.until ?? null)
    return { address, personId, dueAt, rule: regime && dueAt < settleAfter ? regime.rule : 'program' }
  })
  await tx.reconfirmation.createMany({
    data: rows.map((row) => ({ ...row, raiseAddress, terms, state: 'due', noticedAt: now })),
    skipDuplicates: true,
  })
  for (const personId of people) {
    const dueAt = rows.find((row) => row.personId === personId)?.dueAt ?? settleAfter
    await notify(tx, { personId, ...noticeOf(changed, dueAt) })
  }
}

const noticeOf = ({ raiseAddress, terms, title, site, now }: Changed, dueAt: Date) => ({
  ...{ site, now, link: '/portfolio', cause: `raises.changed:${raiseAddress}:${terms}` },
  title: 'The terms of a raise have changed: your money counts only if you agree',
  text: [
    `The team and the guardian have changed the terms of ${title}, in which you have a position.`,
    'Old and new stand side by side in your portfolio.',
    `Agree there by ${formatInstant(dueAt)} if you want to stay in. Until the settlement you may take everything out;`,
    'whoever has not agreed gets everything back when the raise is settled.',
  ].join('\n'),
})

type Step = { address: string; terms: number; raiseAddress: string; from: ReconfirmState; to: ReconfirmState }

const STEP = {
  name: 'raises.reconfirmStep',
  text: `
    update reconfirmation r set state = s.next, settled_at = $1::timestamptz
    from unnest($2::text[], $3::int[], $4::text[], $5::text[]) as s (address, terms, before, next)
    where r.address = s.address and r.terms = s.terms and r.state = s.before`,
}

/** A yes that came after a regime's deadline: the position counts among those that staff look at. */
const FLAG_LATE = {
  name: 'raises.flagLate',
  text: `
    update position set flags = array_append(flags, 'raises.lateYes')
    where address = any ($1::text[]) and not flags @> array['raises.lateYes']`,
}

/** Writes down what became of reconfirmations, all in one statement; one that moved meanwhile stays where it is. */
export async function recordReconfirmations(tx: Tx, steps: readonly Step[], now: Date): Promise<void> {
  if (steps.length === 0) return
  await change(tx, STEP, [
    ...[now.toISOString(), steps.map(({ address }) => address), steps.map(({ terms }) => terms)],
    ...[steps.map(({ from }) => from), steps.map(({ to }) => to)],
  ])
  const late = steps.filter(({ to }) => to === 'late').map(({ address }) => address)
  if (late.length > 0) await change(tx, FLAG_LATE, [late])
  await appendAll(
    tx,
    steps.map(({ address, terms, raiseAddress, to }) => ({
      ...{ type: `raises.reconfirmation_${to}`, at: now, actorId: null, subjects: [`raise:${raiseAddress}`] },
      facts: { raise: raiseAddress, position: address, terms },
    })),
  )
}

type Uncounted = Pick<Step, 'address' | 'terms' | 'raiseAddress' | 'to'> & {
  personId: string | null
  committed: bigint
  site: string
  now: Date
}

/**
 * Tells somebody that their commitment counts no more, why, and what comes back (17 CFR 227.304(c), which gives five business days for
 * it; here everybody is told, at once).
 */
export async function tellUncounted(tx: Tx, uncounted: Uncounted): Promise<void> {
  const { address, terms, raiseAddress, to, personId, committed, site, now } = uncounted
  const facts = personId ? await raiseFactsOf(tx, raiseAddress) : null
  if (!personId || !facts) return
  const all = formatMoney(money(facts.paymentAsset, committed))
  await notify(tx, {
    ...{ personId, site, now, link: '/portfolio', cause: `raises.uncounted:${address}:${terms}` },
    title: 'Your commitment counts no more: you did not agree to changed terms in time',
    text: [
      `You were asked to agree to the changed terms of ${facts.title}, and did not.`,
      to === 'refunded'
        ? `So all that you had committed, ${all}, was sent back to your wallet.`
        : `So all that you committed, ${all}, goes back to your wallet when the raise is settled. You can also take it out yourself in your portfolio.`,
    ].join('\n'),
  })
}
