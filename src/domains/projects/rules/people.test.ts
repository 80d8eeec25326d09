import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleDraft } from '@/test/application'
import { readContent } from '../schema/draft'
import type { VersionContent } from './examine'
import { apart, together } from './people'

test('names taken apart and put together are the content as it was; without them nobody is named', () => {
  const read = readContent(exampleDraft())
  const whole = { ...('content' in read ? read.content : null), documents: [] } as unknown as VersionContent
  const members = fc.array(
    fc.record({ displayName: fc.string(), role: fc.string(), link: fc.string(), wallet: fc.string() }),
  )
  fc.assert(
    fc.property(members, (team) => {
      const content = { ...whole, team: { ...whole.team, members: team } }
      const kept = apart(content)
      expect(together(kept.content, kept.people)).toEqual(content)
      const forgotten = together(kept.content, null).team.members
      expect(forgotten.map(({ role, wallet }) => [role, wallet])).toEqual(
        team.map(({ role, wallet }) => [role, wallet]),
      )
      expect(forgotten.every(({ displayName, link }) => displayName === 'Former member' && link === '')).toBe(true)
    }),
  )
})
