import { randomUUID } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import type { Poster } from '@/chain/distributor/plan'
import { allocate, publish } from '@/domains/rounds/actions'
import { confirmWith } from '@/domains/rounds/flows'
import { roundById } from '@/domains/rounds/queries'
import { canonicalJson } from '@/kit/canonical-json'
import { digestOf } from '@/kit/digest'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'

export const KOII = 1_000_000_000n

/** The start of every round in tests, and a time after its end. */
export const START = new Date('2026-05-01T00:00:00Z')
export const LATER = after(START, 40 * DAY)

export const someWallet = (): string => Keypair.generate().publicKey.toBase58()

/** A listed project whose raise succeeded with these accepted positions. Rows of other rooms, as their own code writes them. */
export async function fund(
  db: Db,
  positions: readonly { personId: string | null; koii: bigint }[],
  issuer = someWallet(),
): Promise<string> {
  const projectId = randomUUID()
  const address = randomUUID()
  const total = positions.reduce((sum, { koii }) => sum + koii, 0n) * KOII
  await db.$executeRaw`insert into application (id, owner_id, created_at, updated_at) values (${projectId}::uuid, ${randomUUID()}::uuid, now(), now())`
  await insertRaise(db, address, issuer, total)
  await insertListing(db, projectId, address, issuer)
  for (const { personId, koii } of positions) await insertPosition(db, address, personId, koii * KOII)
  return projectId
}

/** Fills every column that a table demands with something of its type, but for the ones given. */
async function insertRow(db: Db, table: string, given: Record<string, unknown>): Promise<void> {
  const columns = await db.$queryRaw<{ name: string; type: string; udt: string }[]>`
    select column_name as name, data_type as type, udt_name as udt from information_schema.columns
    where table_name = ${table} and table_schema = 'public' and is_nullable = 'NO' and column_default is null`
  const row: Record<string, unknown> = { ...given }
  for (const { name, type, udt } of columns) row[name] ??= await fillerOf(db, type, udt)
  const names = Object.keys(row)
  const json = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  const list = names.map((name) => `"${name}"`).join(', ')
  await db.$executeRawUnsafe(
    `insert into "${table}" (${list}) select ${list} from jsonb_populate_record(null::"${table}", $1::jsonb)`,
    json,
  )
}

async function fillerOf(db: Db, type: string, udt: string): Promise<unknown> {
  if (type === 'USER-DEFINED') {
    const rows = await db.$queryRaw<{ label: string }[]>`
      select enumlabel as label from pg_enum join pg_type on pg_type.oid = enumtypid where typname = ${udt} order by enumsortorder limit 1`
    return rows[0]?.label
  }
  if (type.startsWith('timestamp')) return new Date(0).toISOString()
  if (type === 'boolean') return false
  if (type === 'jsonb') return {}
  if (type === 'bytea') return '\\x00'
  if (type === 'ARRAY') return '{}'
  if (type === 'uuid') return randomUUID()
  return type === 'text' ? randomUUID() : 1
}

const insertRaise = (db: Db, address: string, issuer: string, confirmed: bigint) =>
  insertRow(db, 'raise', {
    address,
    recognised: true,
    issuer,
    payment_asset: 'KOII',
    state: 'succeeded',
    cap: 10n ** 15n,
    minimum: 1n,
    confirmed,
    committed: confirmed,
    terms_version: 1,
  })

async function insertListing(db: Db, projectId: string, address: string, issuerWallet: string) {
  const given = {
    project_id: projectId,
    slug: `project-${projectId}`,
    title: 'A project',
    raise_address: address,
    state: 'approved',
    version: 1,
    terms_hash: null,
    sale_mint: null,
  }
  const content = { team: { members: [] }, terms: { issuerWallet } }
  const number = { application_id: projectId, number: 1, content }
  await insertRow(db, 'application_version', number)
  await insertRow(db, 'listing', given)
}

const insertPosition = (db: Db, raise: string, personId: string | null, committed: bigint) =>
  insertRow(db, 'position', {
    address: randomUUID(),
    raise_address: raise,
    wallet: someWallet(),
    person_id: personId,
    state: 'open',
    committed,
    terms_version: 1,
  })

/** The rules of a round of 1,000 KOII, as staff write them. */
export const roundInput = (projectIds: string[], pool = '1000') => ({
  title: 'Autumn',
  pool,
  personCap: '100',
  projectCap: '500',
  payoutCap: null as string | null,
  projectIds,
  startsAt: START,
  endsAt: after(START, 30 * DAY),
})

/** A proposed round of the first form, as an installation wrote it before bonus rounds ran on the engine. Returns its id. */
export async function firstFormRound(
  db: Db,
  { title, pool, personCap, projectCap, payoutCap, projectIds, startsAt, endsAt, ...act }: FirstForm,
): Promise<string> {
  const koii = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.')
    return (BigInt(whole) * KOII + BigInt(fraction.padEnd(9, '0'))).toString()
  }
  const sheet = {
    ...{ kind: 'bonus', version: 1, title, asset: 'KOII', pool: koii(pool), projectIds: [...projectIds].sort() },
    rule: {
      ...{ id: 'pledge-match', version: 1, personCap: koii(personCap), projectCap: koii(projectCap) },
      payoutCap: payoutCap && koii(payoutCap),
    },
    ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
  }
  const { id } = await db.round.create({
    data: {
      ...{ title, sheet: canonicalJson(sheet), sheetDigest: digestOf(sheet), pool: sheet.pool, startsAt, endsAt },
      ...{ proposedBy: act.personId, createdAt: act.now },
    },
  })
  return id
}

type FirstForm = ReturnType<typeof roundInput> & { personId: string; now: Date }

/** A round that two people have confirmed: the pool is shared evenly by the recipients. */
export async function confirmedRound(
  db: Db,
  {
    recipients,
    pool,
    poster,
    plainWallets = new Set(),
  }: {
    recipients: readonly string[]
    pool: string
    poster: Poster
    /** Those that exist on the chain: with all of them the round may be paid directly. */
    plainWallets?: ReadonlySet<string>
  },
): Promise<string> {
  const [maker, checker] = [randomUUID(), randomUUID()]
  const projectIds: string[] = []
  for (const recipient of recipients)
    projectIds.push(await fund(db, [{ personId: randomUUID(), koii: 100n }], recipient))
  const input = { ...roundInput(projectIds, pool), title: `Round ${randomUUID()}` }
  const roundId = await firstFormRound(db, { ...input, personId: maker, now: START })
  await db.$transaction((tx) => publish(tx, { roundId, personId: checker, now: START }))
  const act = { roundId, smallestPayment: 1n, plainWallets, personId: maker, now: LATER }
  await db.$transaction((tx) => allocate(tx, act))
  const { allocationDigest } = await roundById(db, { roundId, staff: true, now: LATER })
  const digest = allocationDigest ?? ''
  await confirmWith(db, { roundId, digest, poster, personId: checker, now: LATER })
  return roundId
}
