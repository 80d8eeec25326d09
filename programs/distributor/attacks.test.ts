import { TransactionInstruction } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { INSTRUCTIONS, type InstructionName } from '@/chain/distributor/layout'
import { DistributionWorld } from '@/test/distribution-world'
import { must, type PaymentKind } from '@/test/raise-world'
import { attack, attackers, READY, type Ready, rulesOf, swapped, withKeys } from './attack-stage'

/** What the program says to a stranger's key in the place of an account. */
const SWAPPED: Record<string, string> = {
  distribution: 'WrongDistribution',
  bond: 'WrongBond',
  vault: 'WrongVault',
  operator: 'WrongKey',
  pool: 'WrongKey',
  owner: 'WrongBond',
  recipient: 'WrongProof',
  recipientPayment: 'WrongDestination',
  ownerPayment: 'WrongDestination',
  poolPayment: 'WrongDestination',
  mint: 'BadMint',
  tokenProgram: 'WrongProgram',
  systemProgram: 'WrongProgram',
}

/** Where the place of the account makes the answer another one. */
const EXCEPTIONS: Record<string, string | Record<PaymentKind, string>> = {
  'create.operator': 'WrongDistribution',
  'create.guardian': 'WrongDistribution',
  // The token program speaks: a wallet is no token account.
  'lock.ownerPayment': { native: 'WrongDestination', mint: 'InvalidAccountData' },
  // An owner who signs may name any token account; a wallet is none.
  'takeBack.ownerPayment': { native: 'WrongDestination', mint: 'DestinationUnusable' },
}

const NAMES = Object.keys(READY) as InstructionName[]

/** The copies of the same key too: a transaction knows each key once, with all that it may do. */
function withoutPrivilege(instruction: TransactionInstruction, at: number, privilege: 'isSigner' | 'isWritable') {
  const { pubkey } = instruction.keys[at]!
  return withKeys(instruction, (key) => (key.pubkey.equals(pubkey) ? { ...key, [privilege]: false } : key))
}

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe.each(NAMES)('%s refuses', (name) => {
    const ready = READY[name](payment)
    const { world, instruction } = ready

    const fixed = rulesOf(name).filter((rule) => !ready.free?.includes(rule.name))
    test.each(fixed.map((rule) => [rule.name, rule] as const))('another key as %s', (account, { index }) => {
      const answer = EXCEPTIONS[`${name}.${account}`] ?? SWAPPED[account]
      const expected = typeof answer === 'object' ? answer[payment] : answer
      expect(attack(ready, swapped(instruction, index, world.stranger.publicKey))).toBe(expected)
    })

    test('an account that must sign and does not', () => {
      for (const rule of rulesOf(name).filter(({ signer }) => signer))
        expect(attack(ready, withoutPrivilege(instruction, rule.index, 'isSigner')), rule.name).toBe('SignatureMissing')
    })

    test('an account that must change and is read-only', () => {
      for (const rule of rulesOf(name).filter(({ writable }) => writable))
        expect(attack(ready, withoutPrivilege(instruction, rule.index, 'isWritable')), rule.name).toBe('NotWritable')
    })

    test('an account too few or too many, a byte too few or too many', () => {
      const { keys, data } = instruction
      const extra = { pubkey: world.stranger.publicKey, isSigner: false, isWritable: false }
      const variant = (change: object) => attack(ready, new TransactionInstruction({ ...instruction, ...change }))
      expect(variant({ keys: keys.slice(0, -1) })).toBe('AccountCount')
      expect(variant({ keys: [...keys, extra] })).toBe('AccountCount')
      expect(variant({ keys: [...keys, ...Array(20).fill(extra)] })).toBe('AccountCount')
      expect(variant({ data: Buffer.concat([data, Buffer.alloc(1)]) })).toBe('InstructionLength')
      if (data.length > 1) expect(variant({ data: data.subarray(0, -1) })).toBe('InstructionLength')
      expect(variant({ data: data.subarray(0, 0) })).toBe('InstructionLength')
    })

    test('accounts that somebody else wrote, byte for byte, or of another version', () => {
      for (const [account, answer] of [
        ['distribution', 'WrongDistribution'],
        ['bond', 'WrongBond'],
      ] as const) {
        const index = rulesOf(name).findIndex((rule) => rule.name === account)
        const original = index < 0 ? null : world.vm.account(instruction.keys[index]!.pubkey)
        if (!original || original.data.length === 0) continue
        const forged = world.vm.person().publicKey
        for (const change of [{ owner: world.stranger.publicKey }, { data: original.data.with(8, 2) }]) {
          world.vm.setAccount(forged, { ...original, ...change })
          expect(attack(ready, swapped(instruction, index, forged))).toBe(answer)
        }
      }
    })

    test('one account in two roles, or nobody gains by it', () => {
      for (const from of rulesOf(name)) {
        for (const to of rulesOf(name).filter(({ index }) => index !== from.index)) {
          const fresh = READY[name](payment)
          const doubled = swapped(fresh.instruction, to.index, fresh.instruction.keys[from.index]!.pubkey)
          if (fresh.world.vm.simulate([doubled], attackers(fresh, doubled)).error) continue
          expectNobodyGains(fresh, doubled, `${from.name} as ${to.name}`)
        }
      }
    })

    test(`its own repetition: ${ready.replay}`, () => {
      must(world.vm.send([instruction], ready.signers))
      expect(world.vm.send([instruction], ready.signers).error).toBe(ready.replay)
    })
  })
})

/** Nobody but those who are owed may hold more afterwards than before. */
function expectNobodyGains(ready: Ready, instruction: TransactionInstruction, roles: string): void {
  const { world, owed } = ready
  const everybody = [world.stranger, world.operator, world.guardian, world.pool, ...world.people]
  const others = everybody.map(({ publicKey }) => publicKey).filter((key) => !owed.some((owner) => owner.equals(key)))
  const before = others.map((key) => world.holds(key))
  attack(ready, instruction)
  for (const [index, key] of others.entries()) expect(world.holds(key), roles).toBeLessThanOrEqual(before[index]!)
}

test('an instruction that the program does not know', () => {
  const world = DistributionWorld.posted('native')
  const tags = new Set<number>(Object.values(INSTRUCTIONS).map(({ tag }) => tag))
  const unknown = Array.from({ length: 256 }, (_, tag) => tag).filter((tag) => !tags.has(tag))
  expect(unknown).toHaveLength(256 - 7)
  for (const tag of unknown) {
    const sent = new TransactionInstruction({ ...world.claimInstruction(0), data: Buffer.from([tag]) })
    expect(world.crank(sent).error).toBe('UnknownInstruction')
  }
})
