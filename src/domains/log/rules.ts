import { type CanonicalValue, canonicalJson } from '@/kit/canonical-json'
import { leafHash, sha256 } from '@/kit/digest'

/** An entry as its row has it. `serial` is decimal. */
export type Entry = {
  serial: string
  id: string
  type: string
  at: Date
  actorId: string | null
  subjects: readonly string[]
  parents: readonly string[]
  body: string
  hash: string
}

/** A place in the chain, with the entry that it names; null where the entry is gone. */
export type Link = { place: bigint; serial: string; link: string; entry: Entry | null }

/** Where a chain begins. */
export const NO_LINK = '0'.repeat(64)

/**
 * The hash of a link: over the link before, and over everything of an entry's row, who acted too. Ids are random, so it tells nothing to
 * who does not know them.
 */
export function linkHash(before: string, { serial, id, type, at, actorId, subjects, parents, hash }: Entry): string {
  const row = { serial, id, type, at: at.toISOString(), actorId, subjects, parents, hash }
  return sha256(`${before}\n${canonicalJson(row)}`).toString('hex')
}

/** A head of the chain that was kept somewhere else, to compare with. */
export type Head = { place: bigint; hash: string }

/** `PLACE:HASH`, as it is written down; null for anything else. */
export function readHead(text: string): Head | null {
  const found = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text.trim())
  return found ? { place: BigInt(found[1]!), hash: found[2]! } : null
}
export const headWords = ({ place, hash }: Head): string => `${place}:${hash}`

/** Everything that is wrong with an entry by itself, in sentences that name it. */
export function entryProblems(entry: Entry): string[] {
  const name = entryName(entry)
  if (leafHash(entry.body) !== entry.hash) return [`${name} does not fit its hash: its body was changed.`]
  const told = readBody(entry.body)
  if (!told) return [`${name} cannot be read.`]
  const columns = {
    ...{ id: entry.id, type: entry.type, at: entry.at.toISOString() },
    ...{ subjects: entry.subjects, parents: entry.parents },
  }
  const body = { id: told.id, type: told.type, at: told.at, subjects: told.subjects, parents: told.parents }
  if (canonicalJson(columns) === canonicalJson(body)) return []
  return [`${name} says something else in its columns than in its body.`]
}

export const entryName = ({ serial, id }: Pick<Entry, 'serial' | 'id'>): string => `Entry ${serial} (${id})`

type Body = Record<'id' | 'type' | 'at' | 'subjects' | 'parents', CanonicalValue>

function readBody(body: string): Body | null {
  try {
    return JSON.parse(body) as Body
  } catch {
    return null
  }
}

/**
 * Follows a chain from `before` through links in their order. A link that does not follow is named once: the next one is asked to
 * follow from what stands there.
 */
export function chainProblems(before: Head, links: readonly Link[]): { head: Head; problems: string[] } {
  let head = before
  const problems: string[] = []
  for (const { place, serial, link, entry } of links) {
    if (place !== head.place + 1n) problems.push(`Places ${head.place + 1n} to ${place - 1n} of the chain are gone.`)
    if (!entry) problems.push(`Entry ${serial}, at place ${place} of the chain, is gone.`)
    else {
      const own = entryProblems(entry)
      problems.push(...own)
      // A body that was changed with its hash shows only here, and so does another actor.
      if (own.length === 0 && linkHash(head.hash, entry) !== link)
        problems.push(`${entryName(entry)} is not what place ${place} of the chain was given for.`)
    }
    head = { place, hash: link }
  }
  return { head, problems }
}
