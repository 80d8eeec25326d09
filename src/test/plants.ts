import type pg from 'pg'

/** What somebody says, changed on its way. */
export type Plant = (said: string) => string

/**
 * Faults on purpose, by the story that must find them and find them again. Each changes what the product says to the database, to the
 * chain or to people.
 */
export const PLANTS = {
  F1: {
    /** The site calls a commitment final as soon as it is sent. */
    'told-early': () => 'finalized',
  },
  F4: {
    /** The follower asks for what is only confirmed. */
    hasty: (question: string) => question.replaceAll('"finalized"', '"confirmed"'),
    /** The worker takes slots for block heights: it gives up what can still arrive. */
    impatient: (question: string) => question.replace(/"getBlockHeight"(?=.*"finalized")/, '"getSlot"'),
  },
  F5: {
    /** The site does not know a key again: what is repeated is done anew, also beside what is on its way. */
    keyless: (statement: string) =>
      statement
        .replace('"idempotency_key" = $2)', '"idempotency_key" = $2 AND false)')
        .replace(
          /^(INSERT INTO "public"."intent" .* VALUES \(\$1),\$2,/,
          '$1,coalesce((select gen_random_uuid() from intent where person_id = $3::uuid and idempotency_key = $2::uuid),$2::uuid),',
        )
        .replace('state::text = any ($5::text[])', 'state::text = any ($5::text[]) and false'),
    /** Nobody remembers which events came, nor that a payment page was paid: either of the two makes up for the other. */
    forgetful: (statement: string) =>
      statement.startsWith('INSERT INTO "public"."stripe_event"')
        ? statement.replace('ON CONFLICT DO NOTHING', 'ON CONFLICT (id) DO UPDATE SET handled_at = NULL')
        : statement.replaceAll('"public"."checkout"."state"::text', `'open'::text as "state"`),
  },
  F7: {
    /** Nobody looks for what else of a person's is on its way or was sent meanwhile. */
    unguarded: (statement: string) =>
      statement
        .replaceAll("kind = 'commit' and sent_at is not null", "kind = 'commit' and false")
        .replace('state::text = any ($5::text[])', 'state::text = any ($5::text[]) and false'),
  },
} as const satisfies Record<string, Record<string, Plant>>

/** The plant of this name in a story; nothing for no name, and an error for one that the story does not have. */
export function plantOf(story: keyof typeof PLANTS, name: string | undefined): { plant?: Plant } {
  if (!name) return {}
  const plants: Record<string, Plant> = PLANTS[story]
  if (!Object.hasOwn(plants, name))
    throw new Error(`FLOTILLA_PLANT: ${story} has no plant ${name}; it has ${Object.keys(plants).join(', ')}.`)
  return { plant: plants[name]! }
}

/** A statement as `pg` takes it, changed. */
export const planted = (config: string | pg.QueryConfig, plant: Plant): string | pg.QueryConfig =>
  typeof config === 'string' ? plant(config) : { ...config, text: plant(config.text) }

/** Changes all that a pool's connections say to the database from now on. */
export function plantStatements(pool: pg.Pool, plant: Plant): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (config: string | pg.QueryConfig, ...rest: unknown[]) => unknown
    const changed = (config: string | pg.QueryConfig, ...rest: unknown[]) => query(planted(config, plant), ...rest)
    client.query = changed as pg.PoolClient['query']
  })
}
