import { pageStaff } from '@/domains/identity/actions/page-staff'
import { confirmedAfter, decisionsWith } from '@/domains/identity/queries/decisions'
import { isDecision } from '@/domains/identity/rules/decision'
import { type Checked, linkEntries, recordCheck } from '@/domains/log/actions'
import {
  checkedHeads,
  entriesAbout,
  entriesOfTypes,
  lastCheck,
  lastLink,
  linksAfter,
  linksAt,
  orphans,
} from '@/domains/log/queries'
import { chainProblems, entryName, type Head, headWords, NO_LINK, readHead } from '@/domains/log/rules'
import { objectStore } from '@/gateways/storage/client'
import type { ObjectStore } from '@/gateways/storage/store'
import { DECIDED, STANDING, standsFor } from '@/kit/pack'
import { after, DAY } from '@/kit/time'
import type { Db } from './db'
import { env } from './env'

// The log knows no decisions and the decisions know no log; only the stairwell can hold the one against the other.

/** Where heads lie in the object store: `log/heads/<place>`. */
const HEADS = 'log/heads/'

/** Gives every entry its place in the chain that has none yet, `all`: also old ones that were left over; returns how many. */
export async function linkLog(db: Db, now: Date, all = false): Promise<number> {
  let linked = 0
  // The newest first: looking through the whole log for each lot of a long one would take its length squared.
  for (const whole of all ? [false, true] : [false]) {
    for (let more = -1; more !== 0; linked += more)
      more = await db.$transaction((tx) => linkEntries(tx, { now, all: whole }), { timeout: 30_000 })
  }
  return linked
}

/**
 * Looks at the whole log and at every decision of two people (E24): each entry against its hash, its row and its place in the chain, the
 * chain against heads that were kept, decisions against the entries that record them. Nothing is written.
 */
export async function verifyLog(db: Db, heads: readonly Head[] = []): Promise<Checked> {
  const problems: string[] = []
  let head: Head = { place: 0n, hash: NO_LINK }
  let entries = 0n
  for (;;) {
    const links = await linksAfter(db, head.place)
    if (links.length === 0) break
    const lot = chainProblems(head, links)
    problems.push(...lot.problems)
    entries += BigInt(links.length)
    head = lot.head
  }
  for (const orphan of await orphans(db))
    problems.push(`${entryName(orphan)} names an earlier entry that is not there.`)
  problems.push(...(await headProblems(db, [...(await checkedHeads(db)), ...heads])))
  problems.push(...(await unrecorded(db)), ...(await undecided(db)))
  return { entries, head, problems }
}

/** A chain that was computed anew from a changed entry on agrees with itself, but not with a head that somebody kept. */
async function headProblems(db: Db, heads: readonly Head[]): Promise<string[]> {
  const there = await linksAt(
    db,
    heads.map(({ place }) => place),
  )
  return heads
    .filter(({ place, hash }) => there.get(place) !== hash)
    .map((head) => `The chain does not pass ${headWords(head)}, which was its head once: it was written anew, or cut.`)
}

const LOT = 1_000

/** Decisions of two people that break their rules, or about cases and companies that no entry records with what was judged. */
async function unrecorded(db: Db): Promise<string[]> {
  const problems: string[] = []
  let after: string | undefined
  for (;;) {
    const decisions = await confirmedAfter(db, after, LOT)
    if (decisions.length === 0) return problems
    after = decisions.at(-1)!.id
    const judged = decisions.filter(({ kind }) => /^(case|company)\./.test(kind))
    const subjects = judged.map(({ subject }) => subject)
    const entries = judged.length > 0 ? await entriesAbout(db, [...DECIDED, STANDING], subjects) : []
    for (const decision of decisions) {
      const name = `Decision ${decision.id} (${decision.kind})`
      if (!isDecision(decision)) problems.push(`${name} was not taken by two people in time.`)
      const own = entries.filter((entry) => entry.subjects.includes(decision.subject))
      const stands = own.some((entry) => entry.actorId === decision.checkerId && standsFor(decision, entry.body))
      if (judged.includes(decision) && !stands)
        problems.push(`${name} does not stand in the log with the evidence that was judged, by who confirmed it.`)
    }
  }
}

/** Entries that record a decision which nobody took. What was approved without people has no actor. */
async function undecided(db: Db): Promise<string[]> {
  const problems: string[] = []
  let serial = 0n
  for (;;) {
    const entries = await entriesOfTypes(db, DECIDED, serial, LOT)
    if (entries.length === 0) return problems
    serial = entries.at(-1)!.serial
    const byPeople = entries.filter(({ actorId }) => actorId !== null)
    const decisions = await decisionsWith(
      db,
      byPeople.flatMap(({ subjects }) => subjects),
    )
    for (const entry of byPeople) {
      const taken = decisions.some(
        (one) => entry.subjects.includes(one.subject) && one.checkerId === entry.actorId && standsFor(one, entry.body),
      )
      if (!taken)
        problems.push(`${entryName({ serial: `${entry.serial}`, id: entry.id })} records a decision that nobody took.`)
    }
  }
}

/** The heads that were put into the object store, and those that stand in texts which a person kept. */
export async function keptHeads(store: ObjectStore | null): Promise<Head[]> {
  const heads: Head[] = []
  for (const key of (await store?.list(HEADS)) ?? []) {
    const bytes = await store?.get(key)
    const head = bytes && readHead(Buffer.from(bytes).toString('utf8'))
    if (head) heads.push(head)
  }
  return heads
}

/** How often the whole log is looked at. */
const CHECK_EVERY = DAY

/**
 * Once a day: links what was left over, looks at everything, keeps the head outside where there is a store, and pages the staff when
 * something does not fit. Returns whether it looked.
 */
export async function checkLog(db: Db, now: Date, store: ObjectStore | null = objectStore()): Promise<boolean> {
  const last = await lastCheck(db)
  if (last && now < after(last.at, CHECK_EVERY)) return false
  await linkLog(db, now, true)
  const found = await verifyLog(db, await keptHeads(store))
  const isFine = found.problems.length === 0
  if (isFine && store && found.head.place > 0n)
    await store.put(`${HEADS}${found.head.place}`, Buffer.from(headWords(found.head)))
  await db.$transaction(async (tx) => {
    await recordCheck(tx, { ...found, now, keptAt: isFine && store ? now : null })
    if (!isFine) await pageStaff(tx, { ...alarmOf(found.problems.length), now })
  })
  return true
}

const alarmOf = (count: number) => ({
  subject: 'The audit log does not fit',
  text: `The daily look at the audit log found ${count === 1 ? 'one thing' : `${count} things`} that do not fit: an entry or a decision was changed, removed or put in by hand. Sign in as an admin and open "Audit trail" under Staff (${env().SITE_URL}/staff/audit): it names the rows. Keep a copy of the database before anything else.`,
})

/** The last look at the log, for the page of the audit trail; null before the first one. */
export async function auditOf(db: Db) {
  const [checked, head] = await Promise.all([lastCheck(db), lastLink(db)])
  return {
    head: headWords(head),
    check: checked && {
      ...{ at: checked.at, keptAt: checked.keptAt, problems: checked.problems },
      ...{ entries: checked.entries.toString(), head: headWords({ place: checked.place, hash: checked.head }) },
    },
  }
}
