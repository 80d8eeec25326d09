import { createHmac } from 'node:crypto'
import type { Db, Tx } from '@/server/db'
import { decrypt, keyRing, unwrapKey } from '@/server/envelope'
import { rowsOf, type Sql } from '@/server/sql'
import { keyContext, refuseKey, sealContext, TOMBSTONES } from '../rules/keys'
import type { Purpose, Subject, ToOpen } from '../schema'

type KeyRow = { subject: string; wrapped_key: Uint8Array; key_id: string }

const KEYS_OF = {
  name: 'vault.keysOf',
  text: 'select subject, wrapped_key, key_id from vault_subject where subject = any($1::text[])',
}

/** The data keys of subjects, unwrapped for this one call and kept nowhere. Absent: never made, or shredded. */
export async function keysOf(db: Db | Tx | Sql, subjects: Iterable<string>): Promise<Map<string, Buffer>> {
  const ring = keyRing()
  const rows = await rowsOf<KeyRow>(db, KEYS_OF, [[...new Set(subjects)]])
  return new Map(
    rows.map(({ subject, wrapped_key: wrappedKey, key_id: keyId }) => [
      subject,
      unwrapKey({ wrappedKey, keyId }, keyContext(subject), ring),
    ]),
  )
}

const BELOW = { name: 'vault.keysBelow', text: "select subject from vault_subject where subject ^@ ($1::text || '.')" }

/** The subjects whose names begin with another's and a dot, and that have a key: what belongs to it. */
export const keysBelow = async (db: Db | Tx, subject: Subject): Promise<Subject[]> =>
  (await rowsOf<{ subject: Subject }>(db, BELOW, [subject])).map((row) => row.subject)

/** Opens what `sealFor` sealed. Refuses `vault.shredded` when the subject's key is gone; throws when a byte, subject or purpose differs. */
export async function openFor(
  db: Db | Tx | Sql,
  subject: Subject,
  purpose: Purpose,
  sealed: Uint8Array,
): Promise<Buffer> {
  const [opened] = await openMany(db, [{ subject, purpose, sealed }])
  if (!opened) throw refuseKey.shredded()
  return opened
}

/**
 * Opens many values at once, in their order; null for those of a subject whose key is gone. Each key is read and unwrapped once.
 * Thousands are opened outside a transaction: the database ends one that stays idle for five seconds.
 */
export async function openMany(db: Db | Tx | Sql, values: readonly ToOpen[]): Promise<(Buffer | null)[]> {
  const keys = await keysOf(
    db,
    values.map(({ subject }) => subject),
  )
  return values.map(({ subject, purpose, sealed }) => {
    const key = keys.get(subject)
    return key ? openWith(key, subject, purpose, sealed) : null
  })
}

/** Opens a value with a key that the caller holds for this call. */
export function openWith(key: Buffer, subject: string, purpose: Purpose, sealed: Uint8Array): Buffer {
  if (sealed[0] !== 1) throw new Error('sealed by an unknown version')
  return decrypt(key, sealed.subarray(1), sealContext(subject, purpose))
}

/** Which of these subjects were shredded, here or in a database that this one was restored from. */
export async function buriedAmong(db: Db | Tx, subjects: readonly string[]): Promise<string[]> {
  const key = (await keysOf(db, [TOMBSTONES])).get(TOMBSTONES)
  if (!key) return []
  const macs = new Map(subjects.map((subject) => [macOf(key, subject), subject]))
  const rows = await rowsOf<{ mac: string }>(db, BURIED, [[...macs.keys()]])
  return rows.map(({ mac }) => macs.get(mac)!)
}

const BURIED = { name: 'vault.buried', text: 'select mac from vault_tombstone where mac = any($1::text[])' }

/** What a tombstone has of a subject. */
export const macOf = (key: Buffer, subject: string): string => createHmac('sha256', key).update(subject).digest('hex')
