import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** The header by which src/server/site.ts tells Next's routes who asks. Whatever a client sends under this name is overwritten. */
export const CLIENT_HEADER = 'x-flotilla-client'

/**
 * Who asks, for counting attempts: an IPv4 address, or the /64 network of an IPv6 one, in which one household has more addresses
 * than anybody can count. `proxies` is how many proxies of ours stand in front: of X-Forwarded-For only what these wrote is
 * believed. Without that many entries the request came around them, and the socket's address counts.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: number): string {
  const socket = request.socket.remoteAddress ?? ''
  const seen = String(request.headers['x-forwarded-for'] ?? '').split(',')
  const named = proxies > 0 ? (seen.at(-proxies)?.trim() ?? '') : ''
  return networkOf(isIP(named) ? named : socket)
}

function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIP(plain) !== 6) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const [before, behind] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  const gap = tail === undefined ? 0 : 8 - before.length - behind.length
  const groups = [...before, ...Array<string>(Math.max(0, gap)).fill('0'), ...behind].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
