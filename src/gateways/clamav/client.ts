import { createConnection, type Socket } from 'node:net'

/** What a scanner says of bytes. `error`: it said nothing that can be relied on, which is never `clean`. */
export type Finding = 'clean' | 'infected' | 'error'
export type Scanner = (bytes: Uint8Array) => Promise<Finding>

const CHUNK = 65_536
const DEADLINE_MS = 30_000
const MAX_ANSWER = 4_096

/**
 * Asks clamd through its unix socket, by INSTREAM: chunks with their length in four bytes before them, a length of zero at the end.
 * Never throws: whatever goes wrong is `error`.
 */
export const clamav =
  (socketPath: string, deadlineMs = DEADLINE_MS): Scanner =>
  (bytes) =>
    ask(socketPath, bytes, deadlineMs).then(readAnswer, () => 'error')

function ask(socketPath: string, bytes: Uint8Array, deadlineMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath)
    const parts: Buffer[] = []
    let size = 0
    socket.setTimeout(deadlineMs, () => socket.destroy(new Error('the scanner does not answer')))
    socket.on('error', reject)
    socket.on('connect', () => send(socket, bytes))
    socket.on('data', (part) => {
      parts.push(part)
      size += part.length
      if (size > MAX_ANSWER) socket.destroy(new Error('the scanner talks on'))
    })
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')))
  })
}

function send(socket: Socket, bytes: Uint8Array): void {
  socket.write('zINSTREAM\0')
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const part = bytes.subarray(at, at + CHUNK)
    socket.write(lengthOf(part.length))
    socket.write(part)
  }
  socket.write(lengthOf(0))
}

function lengthOf(length: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(length)
  return head
}

/** One whole line that ends as the protocol says; half a line, two lines or another word are no answer. */
function readAnswer(answer: string): Finding {
  if (/^stream: OK\0$/.test(answer)) return 'clean'
  if (/^stream: [^\0]+ FOUND\0$/.test(answer)) return 'infected'
  return 'error'
}
