import { openMany } from '@/domains/vault/queries/keys'
import type { Db, Tx } from '@/server/db'
import type { VersionContent } from '../rules/examine'
import { type Named, together } from '../rules/people'

type Kept = { applicationId: string; number: number; content: unknown; people: Uint8Array | null }

/** For what the names in a version are sealed, under the key of its application. */
export const peoplePurpose = (number: number): string => `version:${number}:people`

/** Contents of versions, whole, in their order. Versions from before names were kept apart have them in their content. */
export async function wholeContents(db: Db | Tx, versions: readonly Kept[]): Promise<VersionContent[]> {
  const sealed = versions.flatMap(({ applicationId, number, people }) =>
    people
      ? [{ subject: `application:${applicationId}` as const, purpose: peoplePurpose(number), sealed: people }]
      : [],
  )
  const opened = sealed.length > 0 ? await openMany(db, sealed) : []
  let next = 0
  return versions.map(({ content, people }) => {
    const kept = content as VersionContent
    if (!people) return kept
    const bytes = opened[next]
    next += 1
    return together(kept, bytes ? (JSON.parse(bytes.toString('utf8')) as Named[]) : null)
  })
}
