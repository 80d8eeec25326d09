import { openMany } from '@/domains/vault/queries/keys'
import type { Tx } from '@/server/db'
import { rowsOf } from '@/server/sql'
import { candidatesFor } from '../queries/candidates'
import { type Comparison, comparisonFor } from '../queries/comparison'
import { staleness } from '../queries/lists'
import { dataOf, PURPOSE, vaultSubject } from '../queries/sealed'
import { readySubject } from '../rules/compare'
import type { RunState } from '../schema'
import { type Clean, findingsOf, recordClean, recordFailure, recordFindings } from './runs'
import type { OpenSubject } from './subjects'

/** Somebody who was compared before, and all their wallets. */
export type Again = { personId: string; wallets: readonly string[] }
type Occasion = { cause: 'wallet_added' | 'payout'; now: Date }

/**
 * Compares somebody who was compared before once more, as they are kept, with their wallets as numbers of theirs; null for whoever was
 * never compared, or was erased. Wallets are no part of what is kept: a further one does not void what staff cleared. While a list is
 * missing or too old it is put off and made up for.
 */
export async function rescreen(tx: Tx, { cause, now, ...again }: Again & Occasion): Promise<RunState | null> {
  const states = await rescreenMany(tx, [again], { cause, now, comparison: await comparisonFor(tx, 1, now) })
  return states.get(again.personId) ?? null
}

/**
 * The same for many people in one transaction, a thousand at most. Whoever is like nobody on a list costs no statement of their own.
 * Returns the outcomes by person, without those who were never compared or were erased.
 */
export async function rescreenMany(
  tx: Tx,
  people: readonly Again[],
  { comparison, ...occasion }: Occasion & { comparison: Comparison },
): Promise<Map<string, RunState>> {
  const states = new Map<string, RunState>()
  const clean: Clean[] = []
  for (const { personId, ...subject } of await openSubjects(tx, people)) {
    const about = { subject, ...occasion, lists: comparison.lists }
    const problem = staleness(comparison.lists)
    const state = problem
      ? (await recordFailure(tx, { ...about, problem })).state
      : await compareAgain(tx, about, comparison, clean)
    states.set(personId, state)
  }
  await recordClean(tx, clean)
  return states
}

type About = Occasion & { subject: OpenSubject; lists: Comparison['lists'] }

/** Whoever is clean is added to those who are written down together. */
async function compareAgain(
  tx: Tx,
  about: About,
  { index, lists, rule }: Comparison,
  clean: Clean[],
): Promise<RunState> {
  const ready = readySubject(about.subject.data.compared)
  const sources = lists.map(({ source }) => source)
  const candidates = index?.find(ready) ?? (await candidatesFor(tx, ready, sources))
  const { hits, near } = await findingsOf(tx, { ...about, ready, candidates, rule })
  if (hits.length === 0) {
    clean.push({ ...about, near, mixedScript: ready.mixed })
    return 'no_hit'
  }
  const { state } = await recordFindings(tx, { ...about, ready, candidates, rule })
  await tx.screeningSubject.update({ where: { id: about.subject.id }, data: { screenedAt: about.now } })
  return state
}

type Row = { id: string; key: string; fingerprint: string; sealed: Uint8Array }
/** In one order for everybody, so that two who lock many cannot wait for each other. */
const LOCK = {
  name: 'screening.lockMany',
  text: `
    select pg_advisory_xact_lock(hashtextextended('screening:' || s.key, 0))::text
    from (select key from unnest($1::text[]) as k (key) order by key) as s`,
}
const SUBJECTS = {
  name: 'screening.subjectsOf',
  text: 'select id::text, key, fingerprint, sealed from screening_subject where key = any($1::text[]) order by key',
}

/** Subjects as they are kept, locked, each with the wallets of now as numbers. */
async function openSubjects(tx: Tx, people: readonly Again[]): Promise<(OpenSubject & { personId: string })[]> {
  const byKey = new Map(people.map((again) => [`person:${again.personId}`, again]))
  await rowsOf(tx, LOCK, [[...byKey.keys()]])
  const rows = await rowsOf<Row>(tx, SUBJECTS, [[...byKey.keys()]])
  const opened = await openMany(
    tx,
    rows.map(({ key, sealed }) => ({ subject: vaultSubject(key), purpose: PURPOSE, sealed })),
  )
  return rows.flatMap(({ id, key, fingerprint }, place) => {
    const bytes = opened[place]
    if (!bytes) return []
    const { salt, compared } = dataOf(bytes)
    const { personId, wallets } = byKey.get(key)!
    const numbers = wallets.map((value) => ({ kind: 'wallet' as const, value, country: null }))
    const data = { salt, compared: { ...compared, identifiers: [...compared.identifiers, ...numbers] } }
    return [{ id, key, fingerprint, data, personId }]
  })
}
