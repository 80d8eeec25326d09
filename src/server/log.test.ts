import { Writable } from 'node:stream'
import pino from 'pino'
import { expect } from 'vitest'
import { test } from '@/test/db'
import { errorForLog } from './log'

/** What a log with our way of writing errors writes of this one. */
async function written(error: unknown): Promise<string> {
  let text = ''
  const sink = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  pino({ serializers: { err: errorForLog } }, sink).error({ err: error }, 'failed')
  return text
}

const refused = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => {
      throw new Error('It was not refused.')
    },
    (error: unknown) => error,
  )

const CANARY = 'canary.person@example.org'

test("E17: what the database's refusal holds of a row is not in the log; what went wrong is", async ({ pool }) => {
  const client = await pool.connect()
  try {
    await client.query('create temporary table met (address text primary key)')
    await client.query('insert into met values ($1)', [CANARY])
    const error = await refused(client.query('insert into met values ($1)', [CANARY]))
    expect(Reflect.get(error as object, 'detail')).toContain(CANARY)
    const text = await written(error)
    expect(text).not.toContain('canary')
    expect(JSON.parse(text).err).toMatchObject({ code: '23505', message: expect.stringContaining('met_pkey') })
  } finally {
    client.release()
  }
})

test('E17: an address in the words of an error, or of its cause, is not in the log; the places of its stack are', async () => {
  const cause = new Error(`550 5.1.1 <${CANARY}>: no such user`)
  const text = await written(new Error(`Mail for ${CANARY} was refused`, { cause }))
  expect(text).not.toContain('canary')
  expect(JSON.parse(text).err.message).toBe('Mail for [e-mail] was refused: 550 5.1.1 <[e-mail]>: no such user')
  const inPackage = new Error('Failed')
  inPackage.stack = 'Error: Failed\n    at run (node_modules/@trpc/server/dist/index.mjs:1:2)'
  expect(JSON.parse(await written(inPackage)).err.stack).toBe(inPackage.stack)
})
