import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { clamav } from './client'

/** The test file that every scanner knows, put together here so that this file is not one. */
const EICAR = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''))

const folder = mkdtempSync(path.join(tmpdir(), 'clam-'))
const socketPath = path.join(folder, 'clamd.sock')
let server: Server | undefined
afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  server = undefined
  rmSync(socketPath, { force: true })
})

/** Reads one INSTREAM request as clamd does; null while it is not whole. Throws at what clamd would not take. */
function streamed(received: Buffer): Buffer | null {
  const command = 'zINSTREAM\0'
  if (received.length < command.length) return null
  if (received.toString('latin1', 0, command.length) !== command) throw new Error('unknown command')
  const parts: Buffer[] = []
  for (let at = command.length; at + 4 <= received.length; ) {
    const length = received.readUInt32BE(at)
    if (length === 0) return Buffer.concat(parts)
    if (at + 4 + length > received.length) return null
    parts.push(received.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return null
}

type Peer = (socket: Socket, file: Buffer) => void

/** A peer that speaks INSTREAM over a unix socket, and answers as it is told. */
async function peer(answer: Peer): Promise<Buffer[]> {
  const files: Buffer[] = []
  server = createServer((socket) => {
    let received = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      received = Buffer.concat([received, part])
      const file = streamed(received)
      if (!file) return
      files.push(file)
      answer(socket, file)
    })
  })
  await new Promise<void>((resolve) => server!.listen(socketPath, resolve))
  return files
}

const honest: Peer = (socket, file) =>
  socket.end(file.includes(EICAR) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0')

describe('the scanner', () => {
  test('E4: finds EICAR, passes what is clean, and gets every byte in chunks', async () => {
    const files = await peer(honest)
    const large = Buffer.alloc(300_001, 7)
    expect(await clamav(socketPath)(large)).toBe('clean')
    expect(files[0]!.equals(large)).toBe(true)
    expect(await clamav(socketPath)(Buffer.concat([large, EICAR]))).toBe('infected')
    expect(await clamav(socketPath)(Buffer.alloc(0))).toBe('clean')
  })

  test.for<[string, Peer]>([
    ['an error of its own', (socket) => socket.end('INSTREAM size limit exceeded. ERROR\0')],
    ['nothing', (socket) => socket.end()],
    ['half an answer', (socket) => socket.end('stream: OK')],
    ['two answers', (socket) => socket.end('stream: OK\0stream: OK\0')],
    ['another word', (socket) => socket.end('stream: FINE\0')],
    ['an end without a word', (socket) => socket.destroy()],
    ['silence', () => undefined],
    ['talk without an end', (socket) => socket.write('stream: OK\0'.repeat(1_000))],
  ])('E4: takes %s for an error, never for clean', async ([, answer]) => {
    await peer((socket, file) => {
      answer(socket, file)
    })
    expect(await clamav(socketPath, 200)(Buffer.from('a file'))).toBe('error')
  })

  test('E4: that is not there is an error', async () => {
    expect(await clamav(socketPath)(Buffer.from('a file'))).toBe('error')
  })
})
