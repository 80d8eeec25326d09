import { expect, test } from 'vitest'
import { digestOf } from '@/kit/digest'
import { EXAMPLE_MINT, examination, exampleDraft } from '@/test/application'
import type { Terms, TermsDraft } from '../schema/terms'
import { changedTerms } from './change'
import { examine } from './examine'

const examined = examine(exampleDraft(), examination())
if (examined.problems) throw new Error(JSON.stringify(examined.problems))
const draft = examined.terms
const onChain: Terms = { ...draft, saleMint: EXAMPLE_MINT.address }
const OTHER: Partial<Record<keyof TermsDraft, unknown>> = {
  oversubscription: !draft.oversubscription,
  audience: 'operators',
  vesting: { ...draft.vesting, durationSeconds: 0 },
  tranches: [{ bps: 10_000, notBefore: 1, approveBy: 0 }],
  paymentMint: EXAMPLE_MINT.address,
}
const FREE = ['contentDigest', 'feeWallet', 'feeBps', 'paymentFreezeAuthority', 'saleMintAuthority']

test('other texts give the terms on chain with another digest, and so another hash', () => {
  const terms = changedTerms(onChain, { ...draft, contentDigest: 'f'.repeat(64), feeBps: 17 })
  expect(terms).toEqual({ ...onChain, contentDigest: 'f'.repeat(64) })
  expect(digestOf(terms)).not.toBe(digestOf(onChain))
})

test.each((Object.keys(draft) as (keyof TermsDraft)[]).filter((key) => !FREE.includes(key)))(
  'the program holds %s fixed, so it cannot change',
  (key) => {
    const value = OTHER[key] ?? (typeof draft[key] === 'number' ? draft[key] + 1 : `${draft[key]}1`)
    expect(() => changedTerms(onChain, { ...draft, [key]: value } as TermsDraft)).toThrow(/fixed on the chain/)
  },
)
