import type { VersionContent } from './examine'

type Member = VersionContent['team']['members'][number]
/** What names a member of a team. Role and wallet say what they do, and who cannot review the project. */
export type Named = Pick<Member, 'displayName' | 'link'>

/** What stands in place of somebody whose name was erased. */
const NOBODY: Named = { displayName: 'Former member', link: '' }

const withMembers = (content: VersionContent, members: Member[]): VersionContent => ({
  ...content,
  team: { ...content.team, members },
})

/** The content as a version keeps it for ever, and apart from it the names in it, which must be able to vanish. */
export function apart(content: VersionContent): { content: VersionContent; people: Named[] } {
  const { members } = content.team
  const people = members.map(({ displayName, link }) => ({ displayName, link }))
  return {
    content: withMembers(
      content,
      members.map((member) => ({ ...member, displayName: '', link: '' })),
    ),
    people,
  }
}

/** The content with its names; without them once they were erased. */
export const together = (content: VersionContent, people: readonly Named[] | null): VersionContent =>
  withMembers(
    content,
    content.team.members.map((member, index) => ({ ...member, ...(people?.[index] ?? NOBODY) })),
  )
