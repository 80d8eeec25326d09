// The side of an order that is signed on a machine without a network, by guardian, approver or a new key: `node bin/flotilla.mjs sign KEYFILE`.
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import bs58 from 'bs58'
import { type GuardedMessage, offlineSigners, readGuarded } from '@/chain/raise/guarded'
import { describeGuarded, fingerprintOf } from '@/chain/raise/guarded-words'
import { readSigner, type Signer } from './signers'

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** What a person writes to agree. A single letter is pressed by mistake. */
const YES = 'sign'

/** Asks one question after the other; lines that came too early are kept for the next one. */
function questions(lines: Interface): (question: string) => Promise<string> {
  const typed = lines[Symbol.asyncIterator]()
  return async (question) => {
    process.stderr.write(question)
    const { value, done } = await typed.next()
    return done ? '' : String(value).trim()
  }
}

/** Signs one message after a person agreed. Prints words to stderr and the signature, alone, to stdout. Returns the exit code. */
export async function main([keyFile, given]: readonly string[]): Promise<number> {
  if (!keyFile) return fail('Name the key file: flotilla sign KEYFILE')
  const lines = createInterface({ input: process.stdin })
  try {
    const signer = readSigner(keyFile)
    const ask = questions(lines)
    const { bytes, found } = await read(given ?? (await ask('Message (base64): ')))
    assertOwn(signer, found)
    show(bytes, found)
    if ((await ask(`Write ${YES} to sign, anything else to stop: `)) !== YES) return fail('Nothing was signed.')
    await print(`${bs58.encode(await signer.sign(bytes))}\n`)
    return 0
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)} Nothing was signed.`)
  } finally {
    lines.close()
  }
}

async function read(text: string): Promise<{ bytes: Uint8Array; found: GuardedMessage }> {
  if (!BASE64.test(text)) throw new Error('This is no message in base64.')
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return { bytes, found: await readGuarded(bytes) }
}

function assertOwn({ publicKey }: Signer, found: GuardedMessage): void {
  const signers = offlineSigners(found).map(([name, key]) => [name.toLowerCase(), key.toBase58()] as const)
  if (signers.some(([, key]) => key === publicKey)) return
  const wanted = signers.map((signer) => signer.join(' ')).join(' and ')
  throw new Error(`This message is for the ${wanted}; the file holds ${publicKey}.`)
}

function show(bytes: Uint8Array, found: GuardedMessage): void {
  const { title, facts } = describeGuarded(found)
  const lines = [['Fingerprint', fingerprintOf(bytes)] as const, ...facts]
  const width = Math.max(...lines.map(([label]) => label.length))
  const body = lines.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join('\n')
  process.stderr.write(`\n${title}\n\n${body}\n\nCompare each line with the site before you sign.\n`)
}

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}
