import { expect, test } from 'vitest'
import { hexOf } from '@/test/engine-rounds'
import { commitOf } from '../rules/statements'
import { workUnits } from '../schema/units'
import { hashOf, newSalt, sealOf } from './seal'

test('a browser seals a judgement as the rules open it', async () => {
  const content = { kind: 'judgement', outcome: 'accept', reason: 'none', units: workUnits(7n) } as const
  const sealed = { sheet: hexOf('sheet'), auditor: 'p-1', submission: 's-1', stage: 'first', content } as const
  const salt = newSalt()
  expect(salt).toMatch(/^[0-9a-f]{64}$/)
  expect(await sealOf(sealed, salt)).toBe(commitOf(sealed, salt))
  expect(await hashOf('Zwölf')).toBe(hexOf('Zwölf'))
})
