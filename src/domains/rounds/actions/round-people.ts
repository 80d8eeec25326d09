import { randomBytes } from 'node:crypto'
import type { Tx } from '@/server/db'

/** A name that says nothing: 80 random bits, made for one round alone. */
const newName = () => `p-${randomBytes(10).toString('hex')}`

/** What these people are called in a round and in its export, by person; names are made where there are none. */
export async function namesIn(tx: Tx, roundId: string, personIds: readonly string[]): Promise<Map<string, string>> {
  const asked = [...new Set(personIds)]
  await tx.roundPerson.createMany({
    data: asked.map((personId) => ({ roundId, personId, key: newName() })),
    skipDuplicates: true,
  })
  const rows = await tx.roundPerson.findMany({ where: { roundId, personId: { in: asked } } })
  return new Map(rows.map(({ personId, key }) => [personId!, key]))
}
