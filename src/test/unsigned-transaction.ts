import type { PublicKey, TransactionInstruction } from '@solana/web3.js'

type Entry = { key: PublicKey; signer: boolean; writable: boolean }

/** A key as a string, for a Map: its bytes, as base58 takes longer to write than a transaction to run. */
const nameOf = (key: PublicKey): string => String.fromCharCode(...key.toBytes())

/** Every account once, with all that it may do: the fee payer, then signers before others, writable before read-only. */
function accountsOf(instructions: readonly TransactionInstruction[], feePayer: PublicKey): Entry[] {
  const entries = new Map<string, Entry>([[nameOf(feePayer), { key: feePayer, signer: true, writable: true }]])
  const add = (key: PublicKey, signer: boolean, writable: boolean) => {
    const entry = entries.get(nameOf(key)) ?? { key, signer: false, writable: false }
    entries.set(nameOf(key), { key, signer: entry.signer || signer, writable: entry.writable || writable })
  }
  for (const { keys, programId } of instructions) {
    for (const { pubkey, isSigner, isWritable } of keys) add(pubkey, isSigner, isWritable)
    add(programId, false, false)
  }
  const rank = ({ signer, writable }: Entry) => (signer ? 0 : 2) + (writable ? 0 : 1)
  return [...entries.values()].sort((a, b) => rank(a) - rank(b))
}

/** A length as Solana writes it: seven bits a byte. */
function length(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...length(value >> 7)]
}

/**
 * A legacy transaction whose signatures nobody checks, for long random runs: the client library spends more time on
 * building one than the virtual machine on running it.
 */
export function unsignedTransaction(instructions: readonly TransactionInstruction[], feePayer: PublicKey): Uint8Array {
  const accounts = accountsOf(instructions, feePayer)
  const places = new Map(accounts.map(({ key }, index) => [nameOf(key), index]))
  const place = (key: PublicKey) => places.get(nameOf(key))!
  const count = (matches: (entry: Entry) => boolean) => accounts.filter(matches).length
  const signers = count(({ signer }) => signer)
  const bytes = [
    ...length(signers),
    ...new Uint8Array(64 * signers).fill(1),
    signers,
    count(({ signer, writable }) => signer && !writable),
    count(({ signer, writable }) => !signer && !writable),
    ...length(accounts.length),
    ...accounts.flatMap(({ key }) => [...key.toBytes()]),
    ...new Uint8Array(32),
    ...length(instructions.length),
    ...instructions.flatMap(({ keys, programId, data }) => [
      place(programId),
      ...length(keys.length),
      ...keys.map(({ pubkey }) => place(pubkey)),
      ...length(data.length),
      ...data,
    ]),
  ]
  return Uint8Array.from(bytes)
}
