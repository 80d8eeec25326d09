import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { secure } from './security'

/** The policy that the site puts on an answer. */
function policyOf(url: string): string {
  const set = new Map<string, string>()
  const response = { setHeader: (name: string, value: string) => set.set(name, value) }
  secure({ url, headers: {} } as IncomingMessage, response as unknown as ServerResponse, { dev: false, https: true })
  return set.get('content-security-policy') ?? ''
}

test('pages run scripts with this answer’s nonce alone and speak to the site alone', () => {
  expect(policyOf('/projects?x=/refund.html')).toMatch(
    /script-src 'self' 'nonce-[^']+' 'strict-dynamic';.*connect-src 'self'/,
  )
  expect(policyOf('/refund.html/x')).toContain('nonce-')
})

test('the page that refunds without us keeps its own policy, and is put into no frame', () => {
  expect(policyOf('/refund.html')).toBe("frame-ancestors 'none'")
  expect(policyOf('/refund.html?x=1')).toBe("frame-ancestors 'none'")
})
