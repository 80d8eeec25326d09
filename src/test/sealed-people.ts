import { randomBytes, randomUUID } from 'node:crypto'
import { bytesOf, fingerprintOf, PURPOSE, vaultSubject } from '@/domains/screening/queries/sealed'
import { sealMany } from '@/domains/vault/actions/keys'
import type { Db } from '@/server/db'
import { change, inTransaction } from '@/server/sql'
import type { Dice } from './dice'
import { comparedOf, drawOrdinary } from './invented-names'

const BATCH = 5_000
const INSERT = {
  name: 'test.subjects',
  text: `
    insert into screening_subject (id, key, kind, sealed, fingerprint, screened_at, changed_at)
    select n.id, n.key, 'person', decode(n.sealed, 'base64'), n.fingerprint, $5::timestamptz, $5::timestamptz
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as n (id, key, sealed, fingerprint)`,
}

/** People with usual names, sealed one by one under keys of their own and last compared at an instant. */
export async function sealPeople(
  db: Db,
  ids: readonly string[],
  { dice, at }: { dice: Dice; at: Date },
): Promise<void> {
  for (let made = 0; made < ids.length; made += BATCH) {
    const people = ids.slice(made, made + BATCH).map((id) => ({
      key: `person:${id}`,
      data: { salt: randomBytes(32).toString('hex'), compared: comparedOf(drawOrdinary(dice)) },
    }))
    await inTransaction(db, async (sql) => {
      const values = people.map(({ key, data }) => {
        return { subject: vaultSubject(key), purpose: PURPOSE, bytes: bytesOf(data) }
      })
      const sealed = await sealMany(sql, values)
      await change(sql, INSERT, [
        ...[people.map(() => randomUUID()), people.map(({ key }) => key)],
        sealed.map((one) => Buffer.from(one).toString('base64')),
        ...[people.map(({ data }) => fingerprintOf(data)), at],
      ])
    })
  }
}
