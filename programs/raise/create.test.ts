import { Keypair, PublicKey } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { WRAPPED_NATIVE_MINT } from '@/chain/programs'
import { COIN, DAY, must, type PaymentKind, RaiseWorld, TERMS, type Terms } from '@/test/raise-world'
import { EPOCH, RAISE_PROGRAM_ID, Vm } from '@/test/vm'

const U64_MAX = 2n ** 64n - 1n
const YEAR = 365n * DAY
const TOKEN_2022 = new PublicKey('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb')

const answer = (payment: PaymentKind, changes: Partial<Terms>, vm = new Vm()) =>
  new RaiseWorld(payment, changes, vm).create().error

const tranche = (bps: number, notBefore = EPOCH, approveBy = 0n) => ({ bps, notBefore, approveBy })

/** The first approval may end at this second and not before: the close, 5 days to confirm, and a week. */
const FIRST_APPROVAL = TERMS.closesAt + 12n * DAY
const LATEST = TERMS.closesAt + 5n * YEAR

const third = (notBefore: bigint, approveBy: bigint) => [
  tranche(4_000),
  tranche(3_000, EPOCH + DAY, FIRST_APPROVAL),
  tranche(3_000, notBefore, approveBy),
]

/** A raise that is open for so long, without a time of free withdrawal. */
const lasting = (seconds: bigint) => ({ closesAt: TERMS.opensAt + seconds, withdrawUntil: 0n })

/** Each row: what is changed, the value on the good side of the line, the one on the bad side, and the refusal. */
const LINES: [string, Partial<Terms>, Partial<Terms>, string][] = [
  ['a minimum of nothing', { minimum: 1n }, { minimum: 0n }, 'BadMinimum'],
  ['a cap below the minimum', { minimum: TERMS.cap }, { minimum: TERMS.cap + 1n }, 'BadMinimum'],
  ['a fee above 10 %', { feeBps: 1_000 }, { feeBps: 1_001 }, 'BadFee'],
  ['no terms hash', { termsHash: new Uint8Array(32).with(31, 1) }, { termsHash: new Uint8Array(32) }, 'BadTermsHash'],
  [
    'an opening in more than a year',
    { opensAt: EPOCH + YEAR, closesAt: EPOCH + YEAR + DAY },
    { opensAt: EPOCH + YEAR + 1n, closesAt: EPOCH + YEAR + DAY },
    'BadOpening',
  ],
  ['a raise of no time', lasting(1n), lasting(0n), 'BadDuration'],
  ['a raise of more than a year', lasting(YEAR), lasting(YEAR + 1n), 'BadDuration'],
  [
    'free withdrawal after the close',
    { withdrawUntil: TERMS.closesAt },
    { withdrawUntil: TERMS.closesAt + 1n },
    'BadWithdrawal',
  ],
  [
    'more than 30 days of reflection',
    { reflectionSeconds: 2_592_000 },
    { reflectionSeconds: 2_592_001 },
    'BadReflection',
  ],
  ['less than 5 days to confirm', { confirmSeconds: 432_000 }, { confirmSeconds: 431_999 }, 'BadConfirmation'],
  ['more than 30 days to confirm', { confirmSeconds: 2_592_000 }, { confirmSeconds: 2_592_001 }, 'BadConfirmation'],
  [
    'a cliff longer than the vesting',
    { vestingCliff: 9, vestingDuration: 9 },
    { vestingCliff: 10, vestingDuration: 9 },
    'BadVesting',
  ],
  ['vesting of more than 10 years', { vestingDuration: 315_360_000 }, { vestingDuration: 315_360_001 }, 'BadVesting'],
  [
    'a tranche of nothing',
    { tranches: [tranche(10_000)] },
    { tranches: [tranche(10_000), tranche(0, EPOCH + 1n, FIRST_APPROVAL)] },
    'BadTranches',
  ],
  ['tranches of less than the whole', { tranches: [tranche(10_000)] }, { tranches: [tranche(9_999)] }, 'BadTranches'],
  ['tranches of more than the whole', { tranches: [tranche(10_000)] }, { tranches: [tranche(10_001)] }, 'BadTranches'],
  [
    'an approval of the first tranche',
    { tranches: [tranche(10_000)] },
    { tranches: [tranche(10_000, EPOCH, 1n)] },
    'BadTrancheTimes',
  ],
  [
    'a first tranche in more than 5 years',
    { tranches: [tranche(10_000, LATEST)] },
    { tranches: [tranche(10_000, LATEST + 1n)] },
    'BadTrancheTimes',
  ],
  [
    'an approval before there was time to settle and to confirm',
    { tranches: [tranche(4_000), tranche(6_000, EPOCH + DAY, FIRST_APPROVAL)] },
    { tranches: [tranche(4_000), tranche(6_000, EPOCH + DAY, FIRST_APPROVAL - 1n)] },
    'BadTrancheTimes',
  ],
  [
    'tranches whose release times do not rise',
    { tranches: third(EPOCH + DAY + 1n, FIRST_APPROVAL + 1n) },
    { tranches: third(EPOCH + DAY, FIRST_APPROVAL + 1n) },
    'BadTrancheTimes',
  ],
  [
    'tranches whose approval times do not rise',
    { tranches: third(EPOCH + 2n * DAY, FIRST_APPROVAL + 1n) },
    { tranches: third(EPOCH + 2n * DAY, FIRST_APPROVAL) },
    'BadTrancheTimes',
  ],
  [
    'an approval in more than 5 years',
    { tranches: third(EPOCH + 2n * DAY, LATEST) },
    { tranches: third(EPOCH + 2n * DAY, LATEST + 1n) },
    'BadTrancheTimes',
  ],
  [
    'a release in more than 5 years',
    { tranches: third(LATEST, LATEST) },
    { tranches: third(LATEST + 1n, LATEST) },
    'BadTrancheTimes',
  ],
  [
    'positions of fewer than 10,000 units of tokens',
    { positionMinimum: COIN, cap: 1_000n * COIN, tokensAtCap: 10_000_000n },
    { positionMinimum: COIN, cap: 1_000n * COIN, tokensAtCap: 9_999_999n },
    'BadPositionLimits',
  ],
  [
    'a smallest position above the largest',
    { positionMinimum: COIN, positionMaximum: COIN },
    { positionMinimum: COIN + 1n, positionMaximum: COIN },
    'BadPositionLimits',
  ],
  [
    'a position of more than a tenth of the cap, where nothing is split',
    { oversubscription: false, positionMaximum: 100n * COIN },
    { oversubscription: false, positionMaximum: 100n * COIN + 1n },
    'BadPositionLimits',
  ],
]

describe.each<PaymentKind>(['native', 'mint'])('create, paid in %s', (payment) => {
  test.each(LINES)('refuses %s, and not one unit or second earlier', (_, good, bad, refusal) => {
    expect(answer(payment, good)).toBeNull()
    expect(answer(payment, bad)).toBe(refusal)
  })

  test('takes 1 to 8 tranches', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, k) =>
        k === 0 ? tranche(10_000 - (count - 1) * 10) : tranche(10, EPOCH + BigInt(k), FIRST_APPROVAL + BigInt(k)),
      )
    expect(answer(payment, { tranches: many(8) })).toBeNull()
    expect(answer(payment, { tranches: many(9) })).toBe('BadTranches')
    expect(answer(payment, { tranches: [] })).toBe('BadTranches')
  })

  test('refuses times and amounts that no clock and no counter can hold', () => {
    const far = 2n ** 63n - 1n
    expect(answer(payment, { opensAt: -far - 1n, closesAt: far, withdrawUntil: 0n })).toBe('Overflow')
    expect(answer(payment, { cap: U64_MAX, tokensAtCap: U64_MAX, minimum: U64_MAX })).toBeNull()
    expect(answer(payment, { positionMinimum: U64_MAX, positionMaximum: U64_MAX, cap: 1n, minimum: 1n })).toBeNull()
  })

  test('refuses a flag or an audience that has no meaning', () => {
    const world = new RaiseWorld(payment)
    const instruction = world.createInstruction
    const at = instruction.data.length - 18 - 3
    const changed = (index: number, value: number) =>
      world.vm.send(
        [Object.assign(world.createInstruction, { data: Buffer.from(instruction.data).fill(value, index, index + 1) })],
        [world.issuer, world.guardian],
      ).error
    expect(changed(at, 2)).toBe('BadFlag')
    expect(changed(at + 1, 2)).toBe('BadAudience')
  })

  test('refuses keys that are not five different ones', () => {
    const roles = ['issuer', 'guardian', 'cosigner', 'approverA', 'approverB'] as const
    for (const one of roles) {
      for (const other of roles.filter((role) => role !== one)) {
        const world = new RaiseWorld(payment)
        Object.assign(world, { [one]: world[other] })
        expect(world.create().error, `${one} = ${other}`).toBe('BadKeys')
      }
    }
    const world = new RaiseWorld(payment)
    Object.assign(world, { cosigner: { publicKey: PublicKey.default } })
    expect(world.create().error).toBe('BadKeys')
  })

  test('refuses a fee wallet that belongs to the raise or to nobody', () => {
    const world = new RaiseWorld(payment)
    for (const publicKey of [world.address, world.paymentVault, world.saleVault, PublicKey.default]) {
      Object.assign(world, { feeWallet: { publicKey } })
      expect(world.create().error).toBe('BadDestination')
    }
  })

  test('refuses to make the same raise twice', () => {
    const world = new RaiseWorld(payment)
    must(world.create())
    expect(world.create().error).toBe('RaiseExists')
  })

  test.each([1n, 890_880n, 10n * COIN])('is not stopped by %d lamports that lie there beforehand', (lamports) => {
    const world = new RaiseWorld(payment)
    world.vm.setLamports(world.address, lamports)
    if (payment === 'native') world.vm.setLamports(world.paymentVault, lamports)
    must(world.create())
    expect(world.raise.state).toBe('Draft')
    expect(world.vm.lamports(world.address)).toBeGreaterThanOrEqual(world.vm.rent(776))
  })

  test('records what was signed, and derives the rest', () => {
    const world = new RaiseWorld(payment, { audience: 'operators', vestingCliff: 5, vestingDuration: 10 })
    must(world.create())
    const { tranches, ...terms } = world.terms
    expect(world.raise).toMatchObject({
      ...terms,
      issuer: world.issuer.publicKey,
      guardian: world.guardian.publicKey,
      cosigner: world.cosigner.publicKey,
      approverA: world.approverA.publicKey,
      approverB: world.approverB.publicKey,
      feeWallet: world.feeWallet.publicKey,
      paymentMint: world.paymentMint,
      saleMint: world.saleMint,
      paymentVault: world.paymentVault,
      saleVault: world.saleVault,
      settleAfter: terms.closesAt + BigInt(terms.reflectionSeconds),
      termsVersion: 1,
      sequence: 0n,
    })
    expect(world.raise.tranches).toEqual([{ ...tranches[0], approved: true, rejected: false, released: false }])
  })
})

describe('the mints of a raise', () => {
  const withMints = (world: RaiseWorld, mints: { paymentMint?: PublicKey | null; saleMint?: PublicKey }) => {
    Object.assign(world, mints)
    return world.create().error
  }

  test('a sale mint that can be frozen is refused, one that can be minted is not', () => {
    const vm = new Vm()
    const authority = Keypair.generate().publicKey
    const world = () => new RaiseWorld('native', {}, vm)
    expect(withMints(world(), { saleMint: vm.mint({ freezeAuthority: authority }) })).toBe('BadSaleMint')
    expect(withMints(world(), { saleMint: vm.mint({ mintAuthority: authority }) })).toBeNull()
  })

  test('a payment mint that can be frozen is allowed: the site shows the risk', () => {
    const vm = new Vm()
    const paymentMint = vm.mint({ freezeAuthority: Keypair.generate().publicKey })
    expect(withMints(new RaiseWorld('mint', {}, vm), { paymentMint })).toBeNull()
  })

  test('one mint for both is refused', () => {
    const world = new RaiseWorld('mint')
    expect(withMints(world, { paymentMint: world.saleMint })).toBe('SameMint')
  })

  test('wrapped native coin is refused on both sides', () => {
    const vm = new Vm()
    const mint = vm.account(vm.mint())!
    vm.setAccount(WRAPPED_NATIVE_MINT, mint)
    expect(withMints(new RaiseWorld('mint', {}, vm), { paymentMint: WRAPPED_NATIVE_MINT })).toBe('BadPaymentMint')
    expect(withMints(new RaiseWorld('native', {}, vm), { saleMint: WRAPPED_NATIVE_MINT })).toBe('BadSaleMint')
  })

  test.each([
    ['of Token-2022', { owner: TOKEN_2022 }],
    ['that is not initialised', { data: new Uint8Array(82) }],
    ['that is a token account', { data: new Uint8Array(165).fill(1) }],
  ])('a mint %s is refused', (_, change) => {
    const vm = new Vm()
    const forged = Keypair.generate().publicKey
    vm.setAccount(forged, { ...vm.account(vm.mint())!, ...change })
    expect(withMints(new RaiseWorld('mint', {}, vm), { paymentMint: forged })).toBe('BadPaymentMint')
    expect(withMints(new RaiseWorld('native', {}, vm), { saleMint: forged })).toBe('BadSaleMint')
  })

  test('a native position is never smaller than what an empty wallet needs', () => {
    const vm = new Vm()
    const tokensAtCap = 10n ** 15n
    expect(answer('native', { positionMinimum: vm.rent(0), tokensAtCap }, vm)).toBeNull()
    expect(answer('native', { positionMinimum: vm.rent(0) - 1n, tokensAtCap }, vm)).toBe('BadPositionLimits')
    expect(answer('mint', { positionMinimum: vm.rent(0) - 1n, tokensAtCap }, vm)).toBeNull()
  })
})

test('create fits a packet with eight tranches', () => {
  const world = new RaiseWorld('native', {
    tranches: Array.from({ length: 8 }, (_, k) => ({
      bps: 1_250,
      notBefore: EPOCH + BigInt(k),
      approveBy: k === 0 ? 0n : FIRST_APPROVAL + BigInt(k),
    })),
  })
  expect(must(world.create()).bytes).toBeLessThanOrEqual(1_232)
  expect(world.raise.tranches).toHaveLength(8)
  expect(RAISE_PROGRAM_ID.equals(world.vm.account(world.address)!.owner)).toBe(true)
})
