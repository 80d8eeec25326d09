import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { Connection, PublicKey } from '@solana/web3.js'
import pg from 'pg'
import { canaries, HEARD } from './support/canaries'

const { BASE_URL = '', DATA_DIR = '', DATABASE_URL, RPC_URL = '' } = process.env

/** Where mail addresses have to stand in the clear: whoever signs in by mail has one, and a mail goes to somebody. */
const MAY = ['outgoing_mail.to', 'person.email']
/** Lists of sanctions, as their publishers print them: a journey hands somebody in who stands on one. */
const PUBLISHED = /^list_entity\./
/** The folder of the database, whose rows are asked for, keys, which nobody typed, and what this test is told by. */
const NOT_READ = /^(postgres[/\\]|keys[/\\]|heard[/\\](canaries|addresses)$)/

/** Every text that processes left behind in the world's folder: what they said, their log files, what the stand-ins keep. */
const filesLeft = () =>
  readdirSync(DATA_DIR, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.relative(DATA_DIR, path.join(entry.parentPath, entry.name))
    return entry.isFile() && !NOT_READ.test(file) ? [file] : []
  })

/** Canaries in every way in which a column shows them: as they are, and as the bytes of a column that should be sealed. */
const forms = (all: readonly string[]) => all.flatMap((one) => [one, Buffer.from(one).toString('hex')])

/** The columns of any table, those of the job queue too, in which one of these texts stands in the clear. */
async function columnsWith(all: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: DATABASE_URL })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string; label: string }>(
      `select format('%I.%I', schemaname, tablename) as name, tablename as label from pg_tables
       where schemaname in ('public', 'graphile_worker') order by 1`,
    )
    const found: string[] = []
    for (const { name, label } of tables) {
      const { rows } = await client.query<{ column: string; text: string }>(
        `select distinct c.key as column, t.text from ${name} r, jsonb_each_text(to_jsonb(r)) c, unnest($1::text[]) as t (text)
         where position(t.text in c.value) > 0`,
        [forms(all)],
      )
      found.push(...rows.map(({ column, text }) => `${label}.${column}: ${text}`))
    }
    expect(tables.length).toBeGreaterThan(80)
    return found
  } finally {
    await client.end()
  }
}

/** Everything that anybody can read without signing in, by following links from the front page: pages, and files beside them. */
async function publicTexts(most: number): Promise<Map<string, string>> {
  const read = new Map<string, string>()
  const waiting = ['/', '/projects', '/operators', '/rounds', '/transparency']
  while (waiting.length > 0 && read.size < most) {
    const place = waiting.shift() ?? ''
    if (read.has(place)) continue
    const answer = await fetch(`${BASE_URL}${place}`, { redirect: 'manual' })
    const text = Buffer.from(await answer.arrayBuffer()).toString('utf8')
    read.set(place, text)
    for (const [, href = ''] of text.matchAll(/href="(\/[^"#]*)"/g))
      if (!/^\/(_next|sign-in|local|discussion)/.test(href)) waiting.push(href.replaceAll('&amp;', '&'))
  }
  return read
}

/** The data of every account of our programs, and the words of their latest transactions. */
async function chainTexts(): Promise<Buffer[]> {
  const chain = new Connection(RPC_URL, 'confirmed')
  const programs = ['F1oti11aRaise1111111111111111111111111111111', 'F1oti11aDistribution111111111111111111111111']
  const accounts = await Promise.all(programs.map((program) => chain.getProgramAccounts(new PublicKey(program))))
  return accounts.flat().map(({ account }) => account.data)
}

test('E17: what people typed about themselves stands sealed in the database and nowhere else', async () => {
  expect(HEARD, 'a world of tools/journeys.mjs, which keeps what its processes say').not.toBe('')
  const all = canaries()
  expect(all.length).toBeGreaterThan(5)
  const inText = (text: string) => all.filter((one) => text.includes(one) || text.includes(encodeURIComponent(one)))

  await test.step('no log, no output of a process, nothing that the stand-in for Stripe was told', async () => {
    const files = filesLeft()
    for (const needed of ['heard/site.log', 'heard/worker.log']) expect(files).toContain(needed)
    const found = files.map((file) => ({ file, found: inText(readFileSync(path.join(DATA_DIR, file), 'latin1')) }))
    expect(found.filter(({ found }) => found.length > 0)).toEqual([])
  })

  await test.step('no address that was asked for, and none that somebody came from', () => {
    const lines = readFileSync(path.join(HEARD, 'addresses'), 'utf8').split('\n')
    expect(lines.length).toBeGreaterThan(100)
    const decoded = (line: string) => line.replace(/\+/g, ' ')
    expect(lines.filter((line) => inText(line).length > 0 || inText(decoded(line)).length > 0)).toEqual([])
  })

  await test.step('no column of any table, no log row and no job but the addresses of mails', async () => {
    const found = await columnsWith(all)
    // What does stand there is found, or this test would say nothing.
    expect(await columnsWith(['identity.joined'])).toContain('log_entry.type: identity.joined')
    const mails = all.filter((one) => one.includes('@'))
    const may = MAY.flatMap((column) => mails.map((mail) => `${column}: ${mail}`))
    expect(found.filter((one) => !may.includes(one) && !PUBLISHED.test(one))).toEqual([])
  })

  await test.step('no page and no file that anybody can read, and nothing on the chain', async () => {
    const texts = await publicTexts(75)
    expect(texts.size).toBeGreaterThan(5)
    expect([...texts.values()].every((text) => text.length > 0)).toBe(true)
    const pages = [...texts].map(([place, text]) => ({ place, found: inText(text) }))
    expect(pages.filter(({ found }) => found.length > 0)).toEqual([])
    const accounts = await chainTexts()
    expect(accounts.filter((data) => inText(data.toString('latin1')).length > 0)).toEqual([])
  })
})
