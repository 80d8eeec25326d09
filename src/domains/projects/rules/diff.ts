import type { CanonicalValue } from '@/kit/canonical-json'

/** One field that differs; null where the field does not exist. */
export type Change = { path: string; before: string | null; after: string | null }

/** Every leaf of a value under its path: `project.roadmap.0.title`. Empty lists and objects have no leaf. */
export function leavesOf(value: CanonicalValue | undefined, path = ''): Map<string, string> {
  const leaves = new Map<string, string>()
  if (value !== null && typeof value === 'object') {
    const entries: [string, CanonicalValue | undefined][] = Array.isArray(value)
      ? value.map((item, index) => [`${index}`, item])
      : Object.entries(value)
    for (const [key, item] of entries)
      for (const [leaf, text] of leavesOf(item, path ? `${path}.${key}` : key)) leaves.set(leaf, text)
  } else if (value !== undefined) leaves.set(path, `${value}`)
  return leaves
}

/** A path as people read it: `team.members.0.displayName` is "Team, members 1, display name". */
export function pathInWords(path: string): string {
  const parts: string[] = []
  for (const key of path.split('.')) {
    if (/^\d+$/.test(key)) parts.push(`${parts.pop()} ${BigInt(key) + 1n}`)
    else parts.push(key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
  }
  const words = parts.join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What changed from one version to the next, field by field, in the order of the fields. */
export function changesBetween(before: CanonicalValue, after: CanonicalValue): Change[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => old.get(path) !== fresh.get(path))
    .map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }))
}
