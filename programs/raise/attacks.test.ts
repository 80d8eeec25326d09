import type { TransactionInstruction } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { paymentsHeld } from '@/chain/raise/formulas'
import { INSTRUCTIONS, type InstructionName } from '@/chain/raise/instruction-table'
import { openRaise } from '@/chain/raise/instructions'
import { must, type PaymentKind, RaiseWorld } from '@/test/raise-world'
import { attack, attackers, changed, READY, type Ready, rulesOf } from './attack-stage'

/** What the program says to a stranger's key in the place of an account; the token program speaks for itself. */
const SWAPPED: Record<string, string> = {
  raise: 'WrongRaise',
  position: 'WrongPosition',
  investor: 'WrongPosition',
  issuer: 'WrongKey',
  guardian: 'WrongKey',
  cosigner: 'WrongKey',
  actor: 'WrongKey',
  approverA: 'WrongKey',
  approverB: 'WrongKey',
  feeWallet: 'WrongKey',
  paymentVault: 'WrongVault',
  saleVault: 'WrongVault',
  paymentMint: 'WrongMint',
  saleMint: 'WrongMint',
  investorPayment: 'WrongDestination',
  investorTokens: 'WrongDestination',
  issuerPayment: 'WrongDestination',
  issuerTokens: 'WrongDestination',
  feePayment: 'WrongDestination',
  tokenProgram: 'WrongProgram',
  associatedTokenProgram: 'WrongProgram',
  systemProgram: 'WrongProgram',
}

/** Where the place of the account, or another check that comes first, makes the answer another one. */
const EXCEPTIONS: Record<string, string | Record<PaymentKind, string>> = {
  'create.issuer': 'WrongRaise',
  'create.paymentMint': 'BadPaymentMint',
  'create.saleMint': 'BadSaleMint',
  'commit.investorPayment': { native: 'WrongDestination', mint: 'InvalidAccountData' },
  // A wallet looks like a token account that is missing; the associated token program does not create it.
  'refund.investorPayment': { native: 'WrongDestination', mint: 'InvalidSeeds' },
  'unwind.investorPayment': { native: 'WrongDestination', mint: 'InvalidSeeds' },
  'claim.investorPayment': { native: 'WrongDestination', mint: 'InvalidSeeds' },
  'claim.investorTokens': 'InvalidSeeds',
  // An investor who signs may name any token account; a wallet is none.
  'withdraw.investorPayment': { native: 'WrongDestination', mint: 'DestinationUnusable' },
}

const indexOf = (name: InstructionName, account: string) =>
  INSTRUCTIONS[name].accounts.findIndex((rule) => rule.name === account)

/** The copies of the same key too: a transaction knows each key once, with all that it may do. */
function withoutPrivilege(instruction: TransactionInstruction, index: number, privilege: 'isSigner' | 'isWritable') {
  const { pubkey } = instruction.keys[index]!
  const keys = instruction.keys.map((key) => (key.pubkey.equals(pubkey) ? { ...key, [privilege]: false } : key))
  return { ...instruction, keys } as TransactionInstruction
}

const NAMES = Object.keys(READY) as InstructionName[]

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe.each(NAMES)('%s refuses', (name) => {
    const ready = READY[name](payment)
    const { world, instruction } = ready

    const fixed = rulesOf(name).filter((rule) => !ready.free?.includes(rule.name))
    test.each(fixed.map((rule) => [rule.name, rule] as const))('another key as %s', (account, rule) => {
      const answer = EXCEPTIONS[`${name}.${account}`] ?? SWAPPED[account]
      const expected = typeof answer === 'object' ? answer[payment] : answer
      const swapped = changed(instruction, rule.index, { pubkey: world.stranger.publicKey })
      expect(attack(ready, swapped)).toBe(expected)
    })

    test('an account that must sign and does not', () => {
      for (const rule of rulesOf(name).filter(({ signer }) => signer)) {
        expect(attack(ready, withoutPrivilege(instruction, rule.index, 'isSigner')), rule.name).toBe('SignatureMissing')
      }
    })

    test('an account that must change and is read-only', () => {
      for (const rule of rulesOf(name).filter(({ writable }) => writable)) {
        expect(attack(ready, withoutPrivilege(instruction, rule.index, 'isWritable')), rule.name).toBe('NotWritable')
      }
    })

    test('an account too few or too many, a byte too few or too many', () => {
      const { keys, data } = instruction
      const extra = { pubkey: world.stranger.publicKey, isSigner: false, isWritable: false }
      const variant = (change: object) => attack(ready, { ...instruction, ...change } as TransactionInstruction)
      expect(variant({ keys: keys.slice(0, -1) })).toBe('AccountCount')
      expect(variant({ keys: [...keys, extra] })).toBe('AccountCount')
      expect(variant({ keys: [...keys, ...Array(20).fill(extra)] })).toBe('AccountCount')
      expect(variant({ data: Buffer.concat([data, Buffer.alloc(1)]) })).toBe('InstructionLength')
      if (data.length > 1) expect(variant({ data: data.subarray(0, -1) })).toBe('InstructionLength')
      expect(variant({ data: Buffer.alloc(0) })).toBe('InstructionLength')
    })

    test('a raise that somebody else wrote, byte for byte', () => {
      const index = indexOf(name, 'raise')
      const original = world.vm.account(world.address)
      if (!original) return
      const forged = world.vm.person().publicKey
      for (const owner of [world.stranger.publicKey, original.owner]) {
        const data = owner.equals(original.owner) ? original.data.with(8, 2) : original.data
        world.vm.setAccount(forged, { ...original, data, owner })
        expect(attack(ready, changed(instruction, index, { pubkey: forged }))).toBe('WrongRaise')
      }
    })

    test('one account in two roles, or loses nothing by it', () => {
      for (const from of rulesOf(name)) {
        for (const to of rulesOf(name).filter(({ index }) => index !== from.index)) {
          twoRoles(ready, () => READY[name](payment), from.index, to.index)
        }
      }
    })

    test(`its own repetition, or it is ${ready.replay === null ? 'harmless' : `answered ${ready.replay}`}`, () => {
      must(world.vm.send([instruction], ready.signers))
      expect(world.vm.send([instruction], ready.signers).error).toBe(ready.replay)
    })
  })
})

/** Everything that the raise owes must still be there, whether the program refused or went along. */
function twoRoles(shared: Ready, make: () => Ready, from: number, to: number): void {
  const doubled = ({ instruction }: Ready) => changed(instruction, to, { pubkey: instruction.keys[from]!.pubkey })
  const { vm } = shared.world
  const first = doubled(shared)
  if (vm.simulate([first], attackers(shared.world, shared.signers, first)).error) return
  const fresh = make()
  attack(fresh, doubled(fresh))
  if (fresh.world.isClosed) return
  expect(fresh.world.vaultBalance).toBeGreaterThanOrEqual(paymentsHeld(fresh.world.raise))
}

test('an instruction that the program does not know', () => {
  const world = RaiseWorld.open('native')
  const tags = new Set<number>(Object.values(INSTRUCTIONS).map(({ tag }) => tag))
  const unknown = Array.from({ length: 256 }, (_, tag) => tag).filter((tag) => !tags.has(tag))
  expect(unknown).toHaveLength(256 - 21)
  for (const tag of unknown) {
    const instruction = { ...openRaise(world.reference), data: Buffer.from([tag]) } as TransactionInstruction
    expect(world.crank(instruction).error).toBe('UnknownInstruction')
  }
})
