import { SystemProgram } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { positionAddress } from '@/chain/raise/addresses'
import { cancelRaise, commit, pauseRaise, resumeRaise, withdraw } from '@/chain/raise/instructions'
import { COIN, must, type PaymentKind, RaiseWorld, TERMS } from '@/test/raise-world'
import { RAISE_PROGRAM_ID } from '@/test/vm'

const U64_MAX = 2n ** 64n - 1n
const POSITION_SIZE = 144
const TOKEN_ACCOUNT_SIZE = 165

describe.each<PaymentKind>(['native', 'mint'])('commit, paid in %s', (payment) => {
  test('takes the money, and 2 token-account rents as deposit', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const [payments, lamports] = [world.payments(ann.publicKey), world.vm.lamports(ann.publicKey)]
    must(world.commit(ann, 5n * COIN))
    const deposit = 2n * world.vm.rent(TOKEN_ACCOUNT_SIZE)
    const costs = world.vm.rent(POSITION_SIZE) + deposit + 10_000n
    expect(payments - world.payments(ann.publicKey)).toBe(5n * COIN + (payment === 'native' ? costs : 0n))
    expect(lamports - world.vm.lamports(ann.publicKey)).toBe(costs + (payment === 'native' ? 5n * COIN : 0n))
    expect(world.vaultBalance).toBe(5n * COIN)
    expect(world.position(ann)).toMatchObject({ committed: 5n * COIN, fresh: 5n * COIN, deposit, sequence: 1n })
    expect(world.raise).toMatchObject({ committed: 5n * COIN, confirmed: 5n * COIN, positionsOpen: 1, sequence: 1n })
  })

  test('is open from opens_at and until closes_at, to the second', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    world.vm.now = TERMS.opensAt - 1n
    expect(world.commit(ann, COIN).error).toBe('NotYetOpen')
    world.vm.now = TERMS.opensAt
    expect(world.commit(ann, COIN).error).toBeNull()
    world.vm.now = TERMS.closesAt - 1n
    expect(world.commit(ann, COIN).error).toBeNull()
    world.vm.now = TERMS.closesAt
    expect(world.commit(ann, COIN).error).toBe('AlreadyClosed')
  })

  test("needs a cosigner's signature of the last 120 seconds", () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const now = world.vm.now
    expect(world.commit(ann, COIN, { expiresAt: now - 1n }).error).toBe('CosignatureExpired')
    expect(world.commit(ann, COIN, { expiresAt: now }).error).toBeNull()
    expect(world.commit(ann, COIN, { expiresAt: now + 120n }).error).toBeNull()
    expect(world.commit(ann, COIN, { expiresAt: now + 121n }).error).toBe('CosignatureExpired')
    expect(world.commit(ann, COIN, { expiresAt: 2n ** 63n - 1n }).error).toBe('CosignatureExpired')
  })

  test('needs the terms that are in force', () => {
    const world = RaiseWorld.open(payment)
    expect(world.commit(world.investor(), COIN, { termsHash: new Uint8Array(32).fill(8) }).error).toBe('TermsMismatch')
  })

  test('is refused before the raise opens and after it ended', () => {
    const draft = new RaiseWorld(payment)
    must(draft.create())
    draft.deposit()
    draft.vm.now = TERMS.opensAt
    expect(draft.commit(draft.investor(), COIN).error).toBe('WrongState')
    must(draft.vm.send([cancelRaise(draft.reference, draft.issuer.publicKey)], [draft.issuer]))
    expect(draft.commit(draft.investor(), COIN).error).toBe('WrongState')
  })

  test('stops while the raise is paused, and only then', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    must(world.commit(ann, 2n * COIN))
    must(world.vm.send([pauseRaise(world.reference, world.guardian.publicKey)], [world.guardian]))
    expect(world.commit(ann, COIN).error).toBe('Paused')
    expect(world.withdraw(ann, COIN).error).toBeNull()
    must(world.vm.send([resumeRaise(world.reference, world.guardian.publicKey)], [world.guardian]))
    expect(world.commit(ann, COIN).error).toBeNull()
  })

  test('keeps a position within its limits as a whole', () => {
    const world = RaiseWorld.open(payment, { positionMaximum: 10n * COIN })
    const ann = world.investor()
    expect(world.commit(ann, 0n).error).toBe('AmountZero')
    expect(world.commit(ann, COIN - 1n).error).toBe('BelowPositionMinimum')
    expect(world.commit(ann, COIN).error).toBeNull()
    expect(world.commit(ann, 1n).error).toBeNull()
    expect(world.commit(ann, 9n * COIN).error).toBe('AbovePositionMaximum')
    expect(world.commit(ann, 9n * COIN - 1n).error).toBeNull()
    expect(world.commit(ann, 1n).error).toBe('AbovePositionMaximum')
    expect(world.commit(ann, U64_MAX).error).toBe('Overflow')
  })

  test('stops at the cap when nothing is split', () => {
    const limits = { oversubscription: false, cap: 20n * COIN, positionMaximum: 2n * COIN, minimum: COIN }
    const world = RaiseWorld.open(payment, limits)
    for (let i = 0; i < 9; i++) must(world.commit(world.investor(), 2n * COIN))
    const ann = world.investor()
    must(world.commit(ann, COIN))
    expect(world.commit(ann, COIN + 1n).error).toBe('AbovePositionMaximum')
    const ben = world.investor()
    expect(world.commit(ben, COIN + 1n).error).toBe('CapReached')
    expect(world.commit(ben, COIN).error).toBeNull()
    expect(world.commit(world.investor(), COIN).error).toBe('CapReached')
  })

  test('stops at 100 times the cap when it is split', () => {
    const world = RaiseWorld.open(payment, { cap: 2n * COIN, minimum: COIN, tokensAtCap: COIN })
    const ann = world.investor()
    expect(world.commit(ann, 200n * COIN + 1n).error).toBe('CapReached')
    expect(world.commit(ann, 200n * COIN).error).toBeNull()
    expect(world.commit(world.investor(), COIN).error).toBe('CapReached')
  })

  test('refuses the issuer, even cosigned', () => {
    const world = RaiseWorld.open(payment)
    if (world.paymentMint) world.giveTokens(world.issuer.publicKey, world.paymentMint, 10n * COIN)
    expect(world.commit(world.issuer, COIN).error).toBe('IssuerInvests')
  })

  test('is not stopped by lamports that lie at the address of the position', () => {
    const world = RaiseWorld.open(payment)
    for (const lamports of [1n, 890_880n, 10n * COIN]) {
      const ann = world.investor()
      const address = positionAddress(RAISE_PROGRAM_ID, world.address, ann.publicKey)
      world.vm.setLamports(address, lamports)
      must(world.commit(ann, COIN))
      const before = world.vm.lamports(ann.publicKey)
      const held = world.vm.lamports(address)
      must(world.withdraw(ann, COIN))
      // Whatever lies in a position belongs to its investor in the end.
      const gain = world.vm.lamports(ann.publicKey) - before
      expect(gain).toBe(held - 5_000n + (payment === 'native' ? COIN : 0n))
    }
  })

  test('a position that was closed starts from nothing, even when it is revived in the same transaction', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    must(world.commit(ann, 3n * COIN))
    const address = positionAddress(RAISE_PROGRAM_ID, world.address, ann.publicKey)
    const all = withdraw(world.reference, { investor: ann.publicKey, amount: 3n * COIN })
    const revive = SystemProgram.transfer({ fromPubkey: ann.publicKey, toPubkey: address, lamports: 10_000_000 })
    expect(world.vm.send([all, revive, all], [ann]).error).toBe('WrongPosition')
    must(world.vm.send([all, revive, world.commitInstruction(ann, 2n * COIN, {})], [ann, world.cosigner]))
    expect(world.position(ann)).toMatchObject({ committed: 2n * COIN, fresh: 2n * COIN, sequence: 3n })
    expect(world.raise).toMatchObject({ committed: 2n * COIN, confirmed: 2n * COIN, positionsOpen: 1 })
  })

  test('two commits in one transaction are one position', () => {
    const world = RaiseWorld.open(payment)
    const ann = world.investor()
    const twice = [world.commitInstruction(ann, COIN, {}), world.commitInstruction(ann, 2n * COIN, {})]
    must(world.vm.send(twice, [ann, world.cosigner]))
    expect(world.position(ann)).toMatchObject({ committed: 3n * COIN, sequence: 2n })
    expect(world.vaultBalance).toBe(3n * COIN)
  })
})

describe('a commitment in a mint', () => {
  test('may come from any token account that the investor signs for, but not from the vault', () => {
    const world = RaiseWorld.open('mint')
    const ann = world.investor(0n)
    const source = world.vm.person().publicKey
    world.vm.setTokenAccount({ mint: world.paymentMint!, owner: ann.publicKey, amount: 5n * COIN }, source)
    const from = (account: typeof source) =>
      world.vm.send(
        [
          commit(world.reference, {
            investor: ann.publicKey,
            cosigner: world.cosigner.publicKey,
            amount: COIN,
            termsHash: TERMS.termsHash,
            expiresAt: world.vm.now,
            source: account,
          }),
        ],
        [ann, world.cosigner],
      ).error
    expect(from(source)).toBeNull()
    expect(from(world.paymentVault)).toBe('WrongDestination')
    expect(from(world.giveTokens(world.stranger.publicKey, world.paymentMint!, COIN))).toBe('Custom(4)')
  })

  test('is refused while the vault is missing or frozen', () => {
    const world = RaiseWorld.open('mint')
    const vault = { mint: world.paymentMint!, owner: world.address, amount: 0n }
    world.vm.setTokenAccount({ ...vault, frozen: true }, world.paymentVault)
    expect(world.commit(world.investor(), COIN).error).toBe('WrongVault')
    world.vm.setAccount(world.paymentVault, { lamports: 0n })
    expect(world.commit(world.investor(), COIN).error).toBe('WrongVault')
    world.vm.setTokenAccount(vault, world.paymentVault)
    expect(world.commit(world.investor(), COIN).error).toBeNull()
  })

  test('of more than the account holds is refused by the token program', () => {
    const world = RaiseWorld.open('mint')
    expect(world.commit(world.investor(COIN), COIN + 1n).error).toBe('Custom(1)')
  })
})
