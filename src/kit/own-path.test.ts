import { expect, test } from 'vitest'
import { ownPath } from './own-path'

test.each(['/', '/staff', '/apply/1/raise?step=2#top'])('%s is a path of this site', (path) => {
  expect(ownPath(path)).toBe(path)
})

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'staff', '', '/a b', '/a\nb', undefined, null])(
  '%j leads elsewhere or nowhere',
  (path) => expect(ownPath(path)).toBeNull(),
)
