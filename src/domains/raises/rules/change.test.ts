import { expect, test } from 'vitest'
import { isAsAnnounced, sumChanges } from './change'
import { launchStep } from './launch'
import { duration } from './summary'

const change = (address: string, lamports: bigint, tokens = 0n) => ({ address, lamports, tokens })

test('the same account named twice is compared once', () => {
  expect(sumChanges([change('a', -250n), change('b', 250n), change('a', -5n)])).toEqual([
    change('a', -255n),
    change('b', 250n),
  ])
})

test('one unit more than announced is a difference, also in tokens', () => {
  const announced = [change('wallet', -250n), change('vault', 250n, 7n)]
  expect(isAsAnnounced(announced, [change('vault', 250n, 7n), change('wallet', -250n)])).toBe(true)
  expect(isAsAnnounced(announced, [change('vault', 250n, 7n), change('wallet', -251n)])).toBe(false)
  expect(isAsAnnounced(announced, [change('vault', 250n, 8n), change('wallet', -250n)])).toBe(false)
  expect(isAsAnnounced(announced, [change('wallet', -250n)])).toBe(false)
})

test('the issuer is led from the token to the open raise', () => {
  const start = { hasToken: false, state: null, gone: false, deposited: 0n, needed: 10n }
  expect(launchStep(start)).toBe('token')
  expect(launchStep({ ...start, hasToken: true })).toBe('create')
  expect(launchStep({ ...start, hasToken: true, state: 'Draft', deposited: 9n })).toBe('deposit')
  expect(launchStep({ ...start, hasToken: true, state: 'Draft', deposited: 10n })).toBe('open')
  expect(launchStep({ ...start, hasToken: true, state: 'Open' })).toBe('running')
  expect(launchStep({ ...start, hasToken: true, state: 'Failed' })).toBe('ended')
  expect(launchStep({ ...start, hasToken: true, gone: true })).toBe('ended')
})

test('durations are written in the largest unit that fits exactly', () => {
  expect(duration(172_800)).toBe('2 days')
  expect(duration(86_400)).toBe('1 day')
  expect(duration(5_400)).toBe('90 minutes')
  expect(duration(61)).toBe('61 seconds')
})
