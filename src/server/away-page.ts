import type { IncomingMessage, ServerResponse } from 'node:http'
import { RETRY_AFTER, refuseAway } from './away'

/** What people see while the database is away. It loads nothing else, so it works by itself, and it tries again by itself. */
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${RETRY_AFTER}"><link rel="icon" href="data:,">
<title>Back in a moment</title><body style="font:1.1rem/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem">
<h1>The site is not available for a moment</h1><p>Its database does not answer. Money in raises lies in a program on the chain and is not
affected: nothing was lost and nothing was sent. This page tries again by itself every few seconds.</p></body></html>`

/** Answers 503, with when to come back: a page to people, a refusal as JSON to programs. */
export function sayAway(request: IncomingMessage, response: ServerResponse): void {
  const forPrograms = request.url?.startsWith('/api/')
  const { code, message } = refuseAway.databaseAway()
  response
    .writeHead(503, {
      'content-type': forPrograms ? 'application/json' : 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': RETRY_AFTER,
    })
    .end(forPrograms ? JSON.stringify({ code, message }) : PAGE)
}
