import bs58 from 'bs58'
import { isSignedBy } from '@/chain/signature'
import { Refusal } from '@/kit/refusal'
import { log } from './log'
import type { Signer } from './signers'

/** A person waits for this. */
const PATIENCE_MS = 5_000

export const signerAway = () =>
  new Refusal(
    'server.signerAway',
    'unavailable',
    'The service that signs for this site does not answer. Nothing was sent and no money moved; try again in a minute.',
  )

/** Where a signing service is, the token that opens it, and the key that it is to sign with. */
export type RemoteKey = { url: string; token: string; publicKey: string }

/**
 * Signs with a key that lies on another machine (docs/signing-service.md). A service that is away, refuses, or answers with
 * anything but this key's signature over these bytes makes the act fail; the log says which.
 */
export function remoteSigner({ url, token, publicKey }: RemoteKey): Signer {
  return {
    publicKey,
    sign: async (message) => {
      try {
        const signature = bs58.decode(await ask(url, token, { key: publicKey, message }))
        if (!isSignedBy(message, publicKey, signature)) throw new Error('it gave no signature of this key')
        return signature
      } catch (error) {
        log.error({ err: error, key: publicKey }, 'the signing service did not sign')
        throw signerAway()
      }
    },
  }
}

async function ask(url: string, token: string, { key, message }: { key: string; message: Uint8Array }) {
  const response = await fetch(new URL('sign', withSlash(url)), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ key, message: Buffer.from(message).toString('base64') }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  })
  const answer = (await response.json()) as { signature?: unknown; reason?: unknown }
  if (typeof answer.signature === 'string') return answer.signature
  throw new Error(`it refused (${response.status}): ${String(answer.reason ?? 'no reason')}`)
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`)

/** The keys that a signing service holds. Throws when it does not answer or does not know the token. */
export async function remoteKeys({ url, token }: Pick<RemoteKey, 'url' | 'token'>): Promise<string[]> {
  const response = await fetch(new URL('keys', withSlash(url)), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  })
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  return ((await response.json()) as { keys: string[] }).keys
}
