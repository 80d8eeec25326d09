import { PublicKey, SystemProgram, Transaction } from '@solana/web3.js'
import bs58 from 'bs58'
import { connection } from '@/chain/connection'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import type { Signer } from '@/server/signers'
import { bookPayment, expirePayment, storePayment } from './actions'
import { openPayouts } from './queries'

type Payout = Awaited<ReturnType<typeof openPayouts>>[number]

/**
 * Pays confirmed rounds from the treasury, one transaction a payout: sign, store, send, watch, book. Runs again and again;
 * a payment that was stored is never signed anew before its block height has passed without it.
 */
export async function payDue(db: Db, treasury: Signer, now: Date): Promise<void> {
  for (const payout of await openPayouts(db)) {
    if (payout.state === 'waiting') await send(db, treasury, payout)
    else await watch(db, treasury, payout, now)
  }
}

async function send(db: Db, treasury: Signer, payout: Payout): Promise<void> {
  const { blockhash, lastValidBlockHeight } = await connection().getLatestBlockhash('confirmed')
  const from = new PublicKey(treasury.publicKey)
  const transaction = new Transaction({ feePayer: from, blockhash, lastValidBlockHeight }).add(
    SystemProgram.transfer({ fromPubkey: from, toPubkey: new PublicKey(payout.recipient), lamports: payout.units }),
  )
  const signature = await treasury.sign(transaction.serializeMessage())
  transaction.addSignature(from, Buffer.from(signature))
  const wire = transaction.serialize()
  const payment = {
    payoutId: payout.id,
    transaction: wire.toString('base64'),
    signature: bs58.encode(signature),
    lastValidBlockHeight: BigInt(lastValidBlockHeight),
  }
  if (await db.$transaction((tx) => storePayment(tx, payment))) await broadcast(wire, payout.id)
}

/** Sends without waiting. A refusal here is no verdict: what landed, and what never can, is decided by `watch`. */
async function broadcast(wire: Uint8Array, payoutId: string): Promise<void> {
  await connection()
    .sendRawTransaction(wire, { skipPreflight: true })
    .catch((error: unknown) => log.warn({ err: error, payoutId }, 'payout not accepted by the node; it is tried again'))
}

async function watch(db: Db, treasury: Signer, payout: Payout, now: Date): Promise<void> {
  const { signature, transaction, lastValidBlockHeight } = payout
  if (signature === null || transaction === null || lastValidBlockHeight === null) return
  // Height first: a transaction that is unknown after its last valid height was final can never land.
  const height = BigInt(await connection().getBlockHeight('finalized'))
  const status = (await connection().getSignatureStatuses([signature], { searchTransactionHistory: true })).value[0]
  if (status?.confirmationStatus === 'finalized' && !status.err) {
    await db.$transaction((tx) => bookPayment(tx, { payoutId: payout.id, treasury: treasury.publicKey, now }))
  } else if ((status?.confirmationStatus === 'finalized' && status.err) || (!status && height > lastValidBlockHeight)) {
    log.warn({ payoutId: payout.id, err: status?.err }, 'payout did not land; no money moved, it is prepared anew')
    await db.$transaction((tx) => expirePayment(tx, { payoutId: payout.id, signature }))
  } else if (!status) {
    await broadcast(Buffer.from(transaction, 'base64'), payout.id)
  }
}
