import { expect, test } from 'vitest'
import { leftOut, paysRounds } from './left-out'

const all = {
  FLOTILLA_NETWORK: 'k2-testnet' as const,
  CRANK_KEY_FILE: 'crank.json',
  DISTRIBUTOR_PROGRAM_ID: 'F1ot1uSTcm7gYKrNVmLCcRbPjuMMDqpGmeSBkqT2jcc1',
  TREASURY_KEY_FILE: 'treasury.json',
  GUARDIAN_KEY_FILE: 'guardian.json',
}

test.each([
  ['everything', {}, true, []],
  ['no key for fees', { CRANK_KEY_FILE: undefined }, false, ['CRANK_KEY_FILE']],
  ['no program on a real network', { DISTRIBUTOR_PROGRAM_ID: undefined }, false, ['DISTRIBUTOR_PROGRAM_ID']],
  [
    'the local network’s own program',
    { DISTRIBUTOR_PROGRAM_ID: undefined, FLOTILLA_NETWORK: 'local' as const },
    true,
    [],
  ],
  ['no treasury', { TREASURY_KEY_FILE: undefined }, true, ['TREASURY_KEY_FILE is empty']],
  ['an offline guardian', { GUARDIAN_KEY_FILE: undefined }, true, ['GUARDIAN_KEY_FILE is empty']],
  [
    'neither key of a posting',
    { TREASURY_KEY_FILE: undefined, GUARDIAN_KEY_FILE: undefined },
    true,
    ['TREASURY_KEY_FILE and GUARDIAN_KEY_FILE are empty'],
  ],
])('a worker with %s pays rounds or says what it leaves out', (_, change, pays, named) => {
  const env = { ...all, ...change }
  expect(paysRounds(env)).toBe(pays)
  expect(leftOut(env)).toEqual(named.map((name) => expect.stringContaining(name)))
})
