import { type PublicKey, SystemProgram } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import { TOKEN_PROGRAM_ID } from '@/chain/programs'
import { positionAddress } from '@/chain/raise/addresses'
import { decodeFields, encodeFields } from '@/chain/raise/codec'
import { INSTRUCTIONS, type InstructionName } from '@/chain/raise/instruction-table'
import { POSITION_FIELDS, RAISE_FIELDS } from '@/chain/raise/layout'
import { COIN, must, type PaymentKind, RaiseWorld } from '@/test/raise-world'
import { RAISE_PROGRAM_ID } from '@/test/vm'
import { attack, changed, READY, type Ready, rulesOf } from './attack-stage'

const NAMES = Object.keys(READY) as InstructionName[]
const TOKEN_ACCOUNT = 165
const VAULTS = ['paymentVault', 'saleVault']

/** An account that could be taken for the one that belongs there; null: there is nothing to forge here. */
type Forgery = (ready: Ready, rule: { name: string; index: number }) => PublicKey | null

const accountAt = ({ world, instruction }: Ready, index: number) => world.vm.account(instruction.keys[index]!.pubkey)

const isTokenAccount = (account: ReturnType<typeof accountAt>): boolean =>
  account?.data.length === TOKEN_ACCOUNT && account.owner.equals(TOKEN_PROGRAM_ID)

/** Writes another token account in the place of one: its owner's, with something about it changed. */
const tokenAccount =
  (change: (world: RaiseWorld) => { mint?: PublicKey; owner?: PublicKey }): Forgery =>
  (ready, { index }) => {
    const found = accountAt(ready, index)
    if (!isTokenAccount(found)) return null
    const { vm } = ready.world
    const forged = vm.person().publicKey
    const data = Buffer.from(found!.data)
    const { mint, owner } = change(ready.world)
    if (mint) mint.toBuffer().copy(data, 0)
    if (owner) owner.toBuffer().copy(data, 32)
    vm.setAccount(forged, { ...found!, data })
    return forged
  }

const FORGERIES: Record<string, Forgery> = {
  'the same bytes, written by another program': (ready, { index }) => {
    const found = accountAt(ready, index)
    if (!found || found.data.length === 0) return null
    const { vm, stranger } = ready.world
    const forged = vm.person().publicKey
    vm.setAccount(forged, { ...found, owner: stranger.publicKey })
    return forged
  },
  'a token account of another mint': tokenAccount(({ vm }) => ({ mint: vm.mint() })),
  "somebody else's token account": tokenAccount(({ stranger }) => ({ owner: stranger.publicKey })),
  "the owner's other token account": tokenAccount(() => ({})),
}

/** What is no forgery: an investor who signs may pay from, and be paid to, any token account of the mint. */
const ALLOWED: readonly string[] = [
  "commit.investorPayment: the owner's other token account",
  "withdraw.investorPayment: somebody else's token account",
  "withdraw.investorPayment: the owner's other token account",
]

/** Another raise of the same people, with the same mints and investors, brought to the same state. */
function siblingOf(payment: PaymentKind, { world, instruction }: Ready, name: InstructionName): Map<string, PublicKey> {
  const people = { ...world, terms: { ...world.terms, id: new Uint8Array(32).fill(99) } }
  const sibling: RaiseWorld = Object.assign(new RaiseWorld(payment, {}, world.vm), people)
  const { now } = world.vm
  must(sibling.create())
  sibling.deposit()
  world.vm.now = now
  copyFields(world, world.address, sibling.address, RAISE_FIELDS, [
    'id',
    'bump',
    'vaultBump',
    'paymentVault',
    'saleVault',
  ])
  const accounts = new Map([
    ['raise', sibling.address],
    ['paymentVault', sibling.paymentVault],
    ['saleVault', sibling.saleVault],
  ])
  for (const vault of VAULTS as ('paymentVault' | 'saleVault')[]) fill(world, world[vault], sibling[vault])
  const index = INSTRUCTIONS[name].accounts.findIndex((rule) => rule.name === 'position')
  if (index < 0 || !world.vm.account(instruction.keys[index]!.pubkey)) return accounts
  const original = instruction.keys[index]!.pubkey
  const { investor } = decodeFields(POSITION_FIELDS, world.vm.account(original)!.data)
  const address = positionAddress(RAISE_PROGRAM_ID, sibling.address, investor)
  const data = world.vm.account(original)!.data
  data.set(encodeFields(POSITION_FIELDS, { ...decodeFields(POSITION_FIELDS, data), raise: sibling.address }))
  world.vm.setAccount(address, { ...world.vm.account(original)!, data })
  return accounts.set('position', address)
}

/** Everything of one raise's account in the other's, but for what tells them apart. */
function copyFields(
  { vm }: RaiseWorld,
  from: PublicKey,
  to: PublicKey,
  fields: typeof RAISE_FIELDS,
  own: readonly (typeof RAISE_FIELDS)[number]['name'][],
): void {
  const [source, target] = [vm.account(from)!, vm.account(to)!]
  const kept = Object.fromEntries(own.map((name) => [name, decodeFields(fields, target.data)[name]]))
  const data = source.data.slice()
  data.set(encodeFields(fields, { ...decodeFields(fields, source.data), ...kept }))
  vm.setAccount(to, { ...target, data })
}

/** The second vault holds what the first one holds. */
function fill({ vm }: RaiseWorld, from: PublicKey, to: PublicKey): void {
  const [source, target] = [vm.account(from), vm.account(to)]
  if (!source || !target) return
  const data = target.data.slice()
  if (data.length === TOKEN_ACCOUNT) data.set(source.data.subarray(64, 72), 64)
  vm.setAccount(to, { ...target, data, lamports: source.lamports })
}

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe.each(NAMES)('%s', (name) => {
    test.each(Object.keys(FORGERIES))('refuses %s, in the place of every account', (kind) => {
      const ready = READY[name](payment)
      for (const rule of rulesOf(name)) {
        const what = `${name}.${rule.name}: ${kind}`
        const forged = ALLOWED.includes(what) || ready.free?.includes(rule.name) ? null : FORGERIES[kind]!(ready, rule)
        if (forged)
          expect(attack(ready, changed(ready.instruction, rule.index, { pubkey: forged })), what).not.toBeNull()
      }
    })

    test('refuses an account that another owner has taken over', () => {
      for (const rule of rulesOf(name).filter(({ writable }) => writable)) {
        const ready = READY[name](payment)
        const found = accountAt(ready, rule.index)
        // A vault that is none any more cannot keep a raise from being closed, and there is nothing in it to take.
        if (!found || found.data.length === 0 || (name === 'close' && VAULTS.includes(rule.name))) continue
        const { pubkey } = ready.instruction.keys[rule.index]!
        ready.world.vm.setAccount(pubkey, { ...found, owner: ready.world.stranger.publicKey })
        expect(attack(ready, ready.instruction), rule.name).not.toBeNull()
      }
    })

    test('does not mix two raises of the same people in the same state', () => {
      if (name === 'create') return
      const ready = READY[name](payment)
      const sibling = siblingOf(payment, ready, name)
      const places = rulesOf(name).filter((rule) => sibling.has(rule.name))
      const swapped = (some: typeof places) =>
        some.reduce(
          (sent, { index, name: each }) => changed(sent, index, { pubkey: sibling.get(each)! }),
          ready.instruction,
        )
      if (places.length === 1) return
      for (const place of places) {
        expect(attack(ready, swapped([place])), `only ${place.name}`).not.toBeNull()
        const others = places.filter((other) => other !== place)
        expect(attack(ready, swapped(others)), `all but ${place.name}`).not.toBeNull()
      }
    })

    test('is not hindered by lamports or tokens that were sent to any of its accounts', () => {
      const ready = READY[name](payment)
      const { vm } = ready.world
      for (const rule of rulesOf(name).filter(({ writable }) => writable)) {
        const { pubkey } = ready.instruction.keys[rule.index]!
        const found = accountAt(ready, rule.index)
        vm.setLamports(pubkey, vm.lamports(pubkey) + vm.rent(0) + 7n)
        if (!isTokenAccount(found)) continue
        const data = vm.account(pubkey)!.data.slice()
        new DataView(data.buffer).setBigUint64(64, vm.tokens(pubkey)! + 5n, true)
        vm.setAccount(pubkey, { ...vm.account(pubkey)!, data })
      }
      must(vm.send([ready.instruction], ready.signers))
    })
  })

  test.each(['withdraw', 'refund', 'claim', 'unwind', 'close'] as const)(
    'what %s has ended is not brought back by lamports in the same transaction',
    (name) => {
      const ready = READY[name](payment)
      const { world, instruction, signers, replay } = ready
      const ended = name === 'close' ? 'raise' : 'position'
      const toPubkey = instruction.keys[rulesOf(name).find((rule) => rule.name === ended)!.index]!.pubkey
      const fromPubkey = signers[0]!.publicKey
      const revive = SystemProgram.transfer({ fromPubkey, toPubkey, lamports: COIN / 10n })
      expect(world.vm.send([instruction, revive, instruction], signers).error).toBe(replay)
      must(world.vm.send([instruction, revive], signers))
      expect(world.vm.send([instruction], signers).error).toBe(replay)
    },
  )
})
