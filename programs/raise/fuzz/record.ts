#!/usr/bin/env -S node --import tsx
// Writes the seeds of the fuzzer: every instruction in both assets at a moment when it succeeds, as the tests have it.
//   node --import tsx programs/raise/fuzz/record.ts
import { writeFileSync } from 'node:fs'
import type { TransactionInstruction } from '@solana/web3.js'
import type { InstructionName } from '@/chain/raise/instruction-table'
import type { RaiseWorld } from '@/test/raise-world'
import { READY } from '../attack-stage'

const number = (value: bigint | number, bytes: number): Buffer => {
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(BigInt(value))
  return out.subarray(0, bytes)
}

const NOT_A_DUPLICATE = 0xff

/** As programs/fuzz/runtime.h reads it. The code of other programs is left out: nothing here reads it. */
function inputOf({ vm }: RaiseWorld, { keys, programId, data }: TransactionInstruction): Buffer {
  const accounts = keys.map(({ pubkey }, index) => {
    // A transaction knows each key once, with all that it may do.
    const same = keys.filter((key) => key.pubkey.equals(pubkey))
    const rights = (same.some((key) => key.isSigner) ? 1 : 0) | (same.some((key) => key.isWritable) ? 2 : 0)
    const first = keys.findIndex((key) => key.pubkey.equals(pubkey))
    if (first < index) return number(first, 1)
    const found = vm.account(pubkey)
    const content = found && found.data.length < 2_000 ? Buffer.from(found.data) : Buffer.alloc(0)
    const head = [number(NOT_A_DUPLICATE, 1), number(rights, 1), pubkey.toBuffer()]
    const owner = found?.owner.toBuffer() ?? Buffer.alloc(32)
    return Buffer.concat([...head, owner, number((found?.lamports ?? 0n) * 2n, 8), number(content.length, 2), content])
  })
  return Buffer.concat([
    ...[number(vm.now, 8), programId.toBuffer(), number(keys.length, 1)],
    ...[...accounts, number(data.length, 2), data],
  ])
}

for (const name of Object.keys(READY) as InstructionName[]) {
  for (const payment of ['native', 'mint'] as const) {
    const { world, instruction } = READY[name](payment)
    writeFileSync(new URL(`./seeds/${name}-${payment}`, import.meta.url), inputOf(world, instruction))
  }
}
