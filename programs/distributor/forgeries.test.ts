import type { PublicKey } from '@solana/web3.js'
import { describe, expect, test } from 'vitest'
import type { InstructionName } from '@/chain/distributor/layout'
import { TOKEN_PROGRAM_ID } from '@/chain/programs'
import type { DistributionWorld } from '@/test/distribution-world'
import { must, type PaymentKind } from '@/test/raise-world'
import { attack, READY, type Ready, rulesOf, swapped } from './attack-stage'

const NAMES = Object.keys(READY) as InstructionName[]
const TOKEN_ACCOUNT = 165

/** An account that could be taken for the one that belongs there; null: there is nothing to forge here. */
type Forgery = (ready: Ready, index: number) => PublicKey | null

const accountAt = ({ world, instruction }: Ready, index: number) => world.vm.account(instruction.keys[index]!.pubkey)

const isTokenAccount = (account: ReturnType<typeof accountAt>): boolean =>
  account?.data.length === TOKEN_ACCOUNT && account.owner.equals(TOKEN_PROGRAM_ID)

/** Another token account in the place of one: its owner's, with something about it changed. */
const tokenAccount =
  (change: (world: DistributionWorld) => { mint?: PublicKey; owner?: PublicKey }): Forgery =>
  (ready, index) => {
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
  'the same bytes, written by another program': (ready, index) => {
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

/** What is no forgery: an owner who signs may pay from, and be paid to, any token account of the mint. */
const ALLOWED: readonly string[] = [
  "lock.ownerPayment: the owner's other token account",
  "takeBack.ownerPayment: somebody else's token account",
  "takeBack.ownerPayment: the owner's other token account",
]

describe.each<PaymentKind>(['native', 'mint'])('paid in %s', (payment) => {
  describe.each(NAMES)('%s', (name) => {
    test.each(Object.keys(FORGERIES))('refuses %s, in the place of every account', (kind) => {
      const ready = READY[name](payment)
      for (const rule of rulesOf(name)) {
        const what = `${name}.${rule.name}: ${kind}`
        const isFree = ALLOWED.includes(what) || ready.free?.includes(rule.name)
        const forged = isFree ? null : FORGERIES[kind]!(ready, rule.index)
        if (forged) expect(attack(ready, swapped(ready.instruction, rule.index, forged)), what).not.toBeNull()
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
})
