/** The part of a project's address that comes from its title: lower-case letters, digits and single hyphens. */
export function slugBase(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  return plain || 'project'
}

/** The first free address for a title, given those in use that start alike: `title`, then `title-2`, `title-3`, … */
export function freeSlug(title: string, taken: ReadonlySet<string>): string {
  const base = slugBase(title)
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? base : `${base}-${number}`
    if (!taken.has(slug)) return slug
  }
}
