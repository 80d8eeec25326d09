import type { Keypair, TransactionInstruction } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { paymentsHeld } from '@/chain/raise/formulas'
import { INSTRUCTIONS, type InstructionName } from '@/chain/raise/instruction-table'
import {
  cancelRaise,
  claim,
  closeRaise,
  openRaise,
  pauseRaise,
  payFee,
  reclaim,
  refund,
  release,
  resumeRaise,
  settleRaise,
  withdraw,
} from '@/chain/raise/instructions'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'

/** An instruction that would succeed, and what is known of attacks on it. */
type Ready = {
  world: RaiseWorld
  instruction: TransactionInstruction
  signers: Keypair[]
  /** What a second sending is answered; null: it works again. */
  replay: string | null
  /** Accounts that may be anybody's by design. */
  free?: string[]
}

function openWithPosition(payment: PaymentKind, amount = 200n * COIN) {
  const world = RaiseWorld.open(payment)
  const investor = world.investor()
  must(world.commit(investor, amount))
  return { world, investor }
}

function settled(payment: PaymentKind, amount = 2_000n * COIN) {
  const { world, investor } = openWithPosition(payment, amount)
  world.vm.now = world.raise.settleAfter
  must(world.settle())
  return { world, investor }
}

const cranked = (world: RaiseWorld, instruction: TransactionInstruction, replay: string | null, free?: string[]) => ({
  world,
  instruction,
  signers: [world.stranger],
  replay,
  ...(free && { free }),
})

const payoutOf = (world: RaiseWorld, investor: Keypair) => ({
  payer: world.stranger.publicKey,
  investor: investor.publicKey,
})

const READY: Partial<Record<InstructionName, (payment: PaymentKind) => Ready>> = {
  create(payment) {
    const world = new RaiseWorld(payment)
    const signers = [world.issuer, world.guardian]
    return { world, instruction: world.createInstruction, signers, replay: 'RaiseExists', free: ['guardian'] }
  },
  open(payment) {
    const world = new RaiseWorld(payment)
    must(world.create())
    world.deposit()
    return cranked(world, openRaise(world.reference), 'WrongState')
  },
  commit(payment) {
    const world = RaiseWorld.open(payment)
    const investor = world.investor()
    const instruction = world.commitInstruction(investor, 5n * COIN, {})
    return { world, instruction, signers: [investor, world.cosigner], replay: null }
  },
  withdraw(payment) {
    const { world, investor } = openWithPosition(payment)
    const instruction = withdraw(world.reference, { investor: investor.publicKey, amount: 200n * COIN })
    return { world, instruction, signers: [investor], replay: 'WrongPosition' }
  },
  pause(payment) {
    const world = RaiseWorld.open(payment)
    const instruction = pauseRaise(world.reference, world.guardian.publicKey)
    return { world, instruction, signers: [world.guardian], replay: null }
  },
  resume(payment) {
    const world = RaiseWorld.open(payment)
    const instruction = resumeRaise(world.reference, world.guardian.publicKey)
    return { world, instruction, signers: [world.guardian], replay: null }
  },
  cancel(payment) {
    const world = RaiseWorld.open(payment)
    const instruction = cancelRaise(world.reference, world.issuer.publicKey)
    return { world, instruction, signers: [world.issuer], replay: 'WrongState' }
  },
  settle(payment) {
    const { world } = openWithPosition(payment)
    world.vm.now = world.raise.settleAfter
    return cranked(world, settleRaise(world.reference), 'WrongState')
  },
  refund(payment) {
    const { world, investor } = settled(payment, 99n * COIN)
    return cranked(world, refund(world.reference, payoutOf(world, investor)), 'WrongPosition', ['payer'])
  },
  claim(payment) {
    const { world, investor } = settled(payment)
    must(world.release())
    return cranked(world, claim(world.reference, payoutOf(world, investor)), 'WrongPosition', ['payer'])
  },
  release(payment) {
    const { world } = settled(payment)
    const instruction = release(world.reference, { issuer: world.issuer.publicKey, tranche: 0 })
    return cranked(world, instruction, 'TrancheNotReleasable')
  },
  payFee(payment) {
    const { world } = settled(payment)
    must(world.release())
    return cranked(world, payFee(world.reference, { feeWallet: world.feeWallet.publicKey }), 'NothingDue')
  },
  reclaim(payment) {
    const { world } = settled(payment, 99n * COIN)
    return cranked(world, reclaim(world.reference, { issuer: world.issuer.publicKey }), 'NothingDue')
  },
  close(payment) {
    const { world, investor } = settled(payment)
    must(world.release())
    must(world.payFee())
    must(world.claim(investor))
    world.vm.setTokenAccount({ mint: world.saleMint, owner: world.address, amount: 5n }, world.saleVault)
    return cranked(world, closeRaise(world.reference, world.issuer.publicKey), 'WrongRaise')
  },
}

/** What the program says to a stranger's key in the place of an account; the token program speaks for itself. */
const SWAPPED: Record<string, string> = {
  raise: 'WrongRaise',
  position: 'WrongPosition',
  investor: 'WrongPosition',
  issuer: 'WrongKey',
  guardian: 'WrongKey',
  cosigner: 'WrongKey',
  actor: 'WrongKey',
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
  'claim.investorPayment': { native: 'WrongDestination', mint: 'InvalidSeeds' },
  'claim.investorTokens': 'InvalidSeeds',
  // An investor who signs may name any token account; a wallet is none.
  'withdraw.investorPayment': { native: 'WrongDestination', mint: 'DestinationUnusable' },
}

const indexOf = (name: InstructionName, account: string) =>
  INSTRUCTIONS[name].accounts.findIndex((rule) => rule.name === account)

/** The instruction with one account of its list changed. */
function changed(
  instruction: TransactionInstruction,
  index: number,
  change: Partial<TransactionInstruction['keys'][number]>,
): TransactionInstruction {
  const keys = instruction.keys.map((key, at) => (at === index ? { ...key, ...change } : key))
  return { ...instruction, keys } as TransactionInstruction
}

/** As an attacker sends it: somebody else pays the fee, so that no key is a signer or writable only because of that. */
const attack = ({ world, signers }: Ready, instruction: TransactionInstruction): string | null =>
  world.vm.send([instruction], attackers(world, signers, instruction)).error

function attackers(world: RaiseWorld, signers: Keypair[], instruction: TransactionInstruction): Keypair[] {
  const needed = new Set(instruction.keys.filter(({ isSigner }) => isSigner).map(({ pubkey }) => pubkey.toBase58()))
  const known = [...signers, world.stranger].filter(({ publicKey }) => needed.has(publicKey.toBase58()))
  return [world.vm.person(), ...known]
}

const rulesOf = (name: InstructionName) => INSTRUCTIONS[name].accounts.map((rule, index) => ({ ...rule, index }))

/** The copies of the same key too: a transaction knows each key once, with all that it may do. */
function withoutPrivilege(instruction: TransactionInstruction, index: number, privilege: 'isSigner' | 'isWritable') {
  const { pubkey } = instruction.keys[index]!
  const keys = instruction.keys.map((key) => (key.pubkey.equals(pubkey) ? { ...key, [privilege]: false } : key))
  return { ...instruction, keys } as TransactionInstruction
}

const NAMES = Object.keys(READY) as InstructionName[]

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe.each(NAMES)('%s refuses', (name) => {
    const ready = READY[name]!(payment)
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
          twoRoles(ready, () => READY[name]!(payment), from.index, to.index)
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

test('an instruction that the program does not know, or not yet', () => {
  const world = RaiseWorld.open('native')
  const instruction = openRaise(world.reference)
  const tagged = (tag: number) => ({ ...instruction, data: Buffer.from([tag]) }) as TransactionInstruction
  for (const [name, { tag, available }] of Object.entries(INSTRUCTIONS)) {
    if (!available) expect(world.crank(tagged(tag)).error, name).toBe('NotAvailable')
  }
  expect(world.crank(tagged(21)).error).toBe('UnknownInstruction')
  expect(world.crank(tagged(255)).error).toBe('UnknownInstruction')
})
