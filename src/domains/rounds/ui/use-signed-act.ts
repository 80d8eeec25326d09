'use client'
import { base58 } from '@/domains/identity/ui/encoding'
import { useAct } from '@/domains/identity/ui/use-act'
import { useWalletConnection } from '@/domains/identity/ui/wallet'
import { type SignedAct, signedText } from '../rules/signed-text'

/** Which round is acted in. */
export type RoundRef = { roundId: string; sheetDigest: string }
export type Signature = { roundId: string; wallet: string; signature: string }

/** Signs what an act says with the connected wallet, exactly as the server will read it, and sends it. */
export function useSignedAct({ roundId, sheetDigest }: RoundRef) {
  const { busy, error, run } = useAct()
  const connection = useWalletConnection()
  const { signer } = connection
  const act = (what: SignedAct, send: (signed: Signature) => Promise<unknown>): Promise<boolean> =>
    run(what.act, async () => {
      if (!signer) throw new Error('Connect a wallet first.')
      const text = signedText({ id: roundId, sheetDigest }, signer.address, what)
      const signature = base58(await signer.signMessage(new TextEncoder().encode(text)))
      await send({ roundId, wallet: signer.address, signature })
    })
  return { act, busy, error, run, ...connection }
}
