import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The page that refunds without us. Its own policy stands in it, with the hash of its script and the one node it may speak to. */
const REFUND_PAGE = '/refund.html'

/** Whether a request is for the page that needs nothing of ours: no database, no chain node, no nonce. */
export const isRefundPage = (url: string | undefined): boolean => url?.split('?')[0] === REFUND_PAGE

/**
 * Puts the security headers on an answer and gives Next the nonce for its scripts (it reads the policy from the request).
 * No script runs but ours: nothing inline without the nonce, nothing from elsewhere. The browser never speaks to a chain node.
 */
export function secure(
  request: IncomingMessage,
  response: ServerResponse,
  { dev, https }: { dev: boolean; https: boolean },
): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'", // React writes style attributes: widths of bars
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  request.headers['content-security-policy'] = policy
  // A header adds to the policy in the page: ours would forbid its script and its node.
  response.setHeader('content-security-policy', isRefundPage(request.url) ? "frame-ancestors 'none'" : policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  if (https) response.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
}
