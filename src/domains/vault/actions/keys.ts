import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { encrypt, keyRing, newWrappedKey, rewrapKey } from '@/server/envelope'
import { change, rowsOf, type Sql } from '@/server/sql'
import { keysOf, macOf } from '../queries/keys'
import { keyContext, refuseKey, sealContext, TOMBSTONES } from '../rules/keys'
import type { Purpose, Sealed, Subject, ToSeal } from '../schema'

/**
 * Seals bytes for a purpose with the subject's data key, which is made when it is missing. Refuses `vault.shredded` for a subject
 * that was erased. The result opens with `openFor` and the same subject and purpose.
 */
export async function sealFor(tx: Tx | Sql, subject: Subject, purpose: Purpose, bytes: Uint8Array): Promise<Sealed> {
  const [sealed] = await sealMany(tx, [{ subject, purpose, bytes }])
  return sealed!
}

/** Seals many values at once, in their order. */
export async function sealMany(tx: Tx | Sql, values: readonly ToSeal[]): Promise<Sealed[]> {
  const keys = await keysFor(
    tx,
    values.map(({ subject }) => subject),
  )
  return values.map(({ subject, purpose, bytes }) => sealWith(keys.get(subject)!, subject, purpose, bytes))
}

/** Version 1: one byte, then IV, tag and ciphertext. */
function sealWith(key: Buffer, subject: string, purpose: string, bytes: Uint8Array): Sealed {
  const body = encrypt(key, bytes, sealContext(subject, purpose))
  const sealed = new Uint8Array(body.length + 1)
  sealed[0] = 1
  sealed.set(body, 1)
  return sealed
}

/** Keys are made beside one another, but never while one is shredded: a subject could otherwise come back between look and insert. */
const MAKING = { name: 'vault.making', text: lockText('pg_advisory_xact_lock_shared') }
const SHREDDING = { name: 'vault.shredding', text: lockText('pg_advisory_xact_lock') }
const INSERT = {
  name: 'vault.insertKeys',
  text: `
    insert into vault_subject (subject, wrapped_key, key_id)
    select s, decode(k, 'hex'), $3 from unnest($1::text[], $2::text[]) as n (s, k)
    on conflict (subject) do nothing`,
}
const SHREDDED = { name: 'vault.shredded', text: 'select mac from vault_tombstone where mac = any($1::text[])' }

/** The data keys of subjects; the missing ones are made, but never for a subject that was shredded. */
async function keysFor(tx: Tx | Sql, subjects: readonly string[]): Promise<Map<string, Buffer>> {
  const known = await keysOf(tx, subjects)
  const missing = [...new Set(subjects)].filter((subject) => !known.has(subject))
  if (missing.length === 0) return known
  await rowsOf(tx, MAKING, [])
  const key = await tombstoneKey(tx)
  const buried = await rowsOf(tx, SHREDDED, [missing.map((subject) => macOf(key, subject))])
  if (buried.length > 0) throw refuseKey.shredded()
  await insertKeys(tx, missing)
  // Read back: another transaction may have made one of them before the lock was ours.
  return new Map([...known, ...(await keysOf(tx, missing))])
}

async function insertKeys(tx: Tx | Sql, subjects: readonly string[]): Promise<void> {
  const ring = keyRing()
  const wrapped = subjects.map((subject) => newWrappedKey(keyContext(subject), ring))
  const hex = wrapped.map((key) => Buffer.from(key).toString('hex'))
  await change(tx, INSERT, [subjects, hex, ring.current])
}

function lockText(lock: string): string {
  return `select ${lock}(hashtextextended('vault.keys', 0))::text`
}

/** The key of the tombstones; it is made with the first key of all, so every backup with a subject in it has this too. */
async function tombstoneKey(tx: Tx | Sql): Promise<Buffer> {
  const found = (await keysOf(tx, [TOMBSTONES])).get(TOMBSTONES)
  if (found) return found
  await insertKeys(tx, [TOMBSTONES])
  return (await keysOf(tx, [TOMBSTONES])).get(TOMBSTONES)!
}

const DELETE = { name: 'vault.deleteKey', text: 'delete from vault_subject where subject = any($1::text[])' }
const BURY = {
  name: 'vault.bury',
  text: `
    insert into vault_tombstone (mac, shredded_at) select m, $2::timestamptz from unnest($1::text[]) as t (m)
    on conflict (mac) do nothing`,
}

/**
 * Deletes a subject's data key for good and leaves a tombstone. What was sealed for it cannot be opened any more, here or in a
 * copy of the rows. A subject that never had a key is refused one from now on. Twice changes nothing.
 */
export async function shred(
  tx: Tx,
  { subject, actorId, now }: { subject: Subject; actorId: string | null; now: Date },
): Promise<void> {
  await rowsOf(tx, SHREDDING, [])
  const mac = macOf(await tombstoneKey(tx), subject)
  await change(tx, DELETE, [[subject]])
  if ((await change(tx, BURY, [[mac], now.toISOString()])) === 0) return
  await append(tx, { type: 'vault.shredded', at: now, actorId, subjects: [subject], facts: { tombstone: mac } })
}

/**
 * Shreds again what a restored backup brought back: every subject whose HMAC is among the tombstones, those given and those in
 * the database. Returns how many keys it deleted.
 */
export async function replayTombstones(tx: Tx, macs: readonly string[], now: Date): Promise<number> {
  await rowsOf(tx, SHREDDING, [])
  if (macs.length > 0) await change(tx, BURY, [macs, now.toISOString()])
  const buried = new Set((await rowsOf<{ mac: string }>(tx, ALL_TOMBSTONES, [])).map(({ mac }) => mac))
  if (buried.size === 0) return 0
  const key = await tombstoneKey(tx)
  const subjects = await rowsOf<{ subject: string }>(tx, ALL_SUBJECTS, [])
  const back = subjects.map(({ subject }) => subject).filter((subject) => buried.has(macOf(key, subject)))
  return change(tx, DELETE, [back])
}

const ALL_TOMBSTONES = { name: 'vault.tombstones', text: 'select mac from vault_tombstone' }
const ALL_SUBJECTS = { name: 'vault.subjects', text: 'select subject from vault_subject' }

const REWRAP = {
  name: 'vault.rewrap',
  text: `
    update vault_subject v set wrapped_key = decode(n.k, 'hex'), key_id = $3
    from unnest($1::text[], $2::text[]) as n (s, k) where v.subject = n.s`,
}

/** Wraps up to `take` data keys with the current key after a rotation; returns how many. Zero means that old keys can go. */
export async function rewrapSubjects(tx: Tx, take = 2_000): Promise<number> {
  const ring = keyRing()
  const old = await tx.vaultSubject.findMany({ where: { keyId: { not: ring.current } }, take })
  const wrapped = old.map(({ subject, wrappedKey, keyId }) =>
    Buffer.from(rewrapKey({ wrappedKey, keyId }, keyContext(subject), ring).wrappedKey).toString('hex'),
  )
  return change(tx, REWRAP, [old.map(({ subject }) => subject), wrapped, ring.current])
}
