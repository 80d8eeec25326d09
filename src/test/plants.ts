/** Faults on purpose, for seeing that a story finds them and finds them again. Each changes what the product says to the database. */
export const PLANTS = {
  /** Nobody looks for what else of a person's is on its way or was sent meanwhile. */
  unguarded: (statement: string) =>
    statement
      .replaceAll("kind = 'commit' and sent_at is not null", "kind = 'commit' and false")
      .replace('state::text = any ($5::text[])', 'state::text = any ($5::text[]) and false'),
} as const

/** The plant of this name; nothing for no name, and an error for one that does not exist. */
export function plantOf(name: string | undefined): { plant?: (statement: string) => string } {
  if (!name) return {}
  const plant = Object.entries(PLANTS).find(([one]) => one === name)?.[1]
  if (!plant) throw new Error(`there is no plant ${name}: ${Object.keys(PLANTS).join(', ')}`)
  return { plant }
}
