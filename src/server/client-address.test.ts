import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { clientAddress } from './client-address'

const from = (socket: string, forwarded?: string) =>
  ({
    socket: { remoteAddress: socket },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

describe('who asks', () => {
  test.each([
    [
      'the socket, when no proxy is trusted, whatever the client says',
      from('203.0.113.7', '198.51.100.1'),
      0,
      '203.0.113.7',
    ],
    ['what the one trusted proxy saw', from('10.0.0.1', '198.51.100.1'), 1, '198.51.100.1'],
    ['not what the client wrote before it', from('10.0.0.1', '1.2.3.4, 198.51.100.1'), 1, '198.51.100.1'],
    ['what the outer one of two proxies saw', from('10.0.0.1', '1.2.3.4, 198.51.100.1, 10.0.0.2'), 2, '198.51.100.1'],
    ['the socket, when the request came around the proxies', from('10.0.0.1', '198.51.100.1'), 2, '10.0.0.1'],
    ['the socket, when a proxy says nothing', from('10.0.0.1'), 1, '10.0.0.1'],
    ['the socket, when what is named is no address', from('10.0.0.1', 'unknown'), 1, '10.0.0.1'],
    ['IPv4 in its IPv6 form', from('::ffff:203.0.113.7'), 0, '203.0.113.7'],
    ['the network of an IPv6 address', from('2001:db8:0012:34::9'), 0, '2001:db8:12:34::/64'],
    ['the same network for another address in it', from('2001:DB8:12:34:ffff:1:2:3'), 0, '2001:db8:12:34::/64'],
    ['a shortened address', from('fe80::1%eth0'), 0, 'fe80:0:0:0::/64'],
    ['this machine', from('::1'), 0, '0:0:0:0::/64'],
  ])('is %s', (_, request, proxies, expected) => {
    expect(clientAddress(request, proxies)).toBe(expected)
  })
})
