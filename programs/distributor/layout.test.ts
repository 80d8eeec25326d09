import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { layoutHeader } from '../layout.mjs'

test('the committed C header is what the TypeScript tables make', () => {
  expect(readFileSync(new URL('./layout.h', import.meta.url), 'utf8')).toBe(layoutHeader('distributor'))
})
