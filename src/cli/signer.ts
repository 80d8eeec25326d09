import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { PublicKey } from '@solana/web3.js'
import { isLoopback } from '@/chain/network'
import { readCommitment } from '@/chain/raise/cosigned'
import { readSigner } from '@/server/signers'
import { type HeldKey, signingService } from '@/server/signing-service'
import { stopWith } from '@/server/supervised'

const USAGE = `Usage:
  flotilla signer serve --cosigner FILE --program-id ADDRESS [--host 127.0.0.1] [--port 7300] [--tls-cert FILE --tls-key FILE]
    Signs, with the cosigner's key, a limit of computing followed by exactly one commitment to the raise program; nothing else.
    SIGNER_TOKEN must hold the token that the site sends: at least 32 random characters. Without TLS only on this machine.`

const OPTIONS = {
  cosigner: { type: 'string' },
  'program-id': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '7300' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
} as const

/** The cosigner's key, which signs commitments alone. */
export function heldCosigner(file: string, program: string): HeldKey {
  const signer = readSigner(file)
  const rule = { programId: new PublicKey(program), cosigner: new PublicKey(signer.publicKey) }
  const read = (message: Uint8Array) => {
    const { investor, raise, amount } = readCommitment(message, rule)
    return { investor: investor.toBase58(), raise: raise.toBase58(), amount: amount.toString() }
  }
  return { signer, read }
}

/** `flotilla signer`: goes on until it is told to stop. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<null> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  const { cosigner, 'program-id': program, host, port, 'tls-cert': cert, 'tls-key': key } = values
  if (positionals.join(' ') !== 'serve' || !cosigner || !program || !cert !== !key) throw new Error(USAGE)
  const token = process.env.SIGNER_TOKEN ?? ''
  if (token.length < 32) throw new Error('SIGNER_TOKEN: write at least 32 random characters: openssl rand -hex 32')
  const tls = cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : undefined
  if (!tls && !isLoopback(`http://${host}`))
    throw new Error(`--host: ${host} is open to the network; give it a certificate with --tls-cert and --tls-key.`)
  const held = heldCosigner(cosigner, program)
  const server = signingService({ token, keys: [held], tls })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(Number(port), host, resolve))
  const at = (server.address() as AddressInfo).port
  say(`signs commitments as ${held.signer.publicKey} at ${tls ? 'https' : 'http'}://${host}:${at}`)
  stopWith(() => process.exit(0))
  return null
}
