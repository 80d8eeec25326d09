import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** Where this world keeps a key that its site does not have. */
export const keyFile = (name: 'approver-a' | 'approver-b'): string =>
  path.join(process.env.DATA_DIR ?? '', 'keys', `${name}.json`)

/** Runs the command of an offline machine. Its words go to stderr, the signature alone to stdout. */
export async function signOffline(file: string, message: string): Promise<{ signature: string; words: string }> {
  const child = spawn(process.execPath, ['bin/flotilla.mjs', 'sign', file], { cwd: root })
  let [signature, words] = ['', '']
  child.stdout.on('data', (text) => (signature += text))
  child.stderr.on('data', (text) => (words += text))
  child.stdin.end(`${message}\nsign\n`)
  await once(child, 'close')
  return { signature: signature.trim(), words }
}
