import { type Head, headWords, readHead } from '@/domains/log/rules'
import { objectStore } from '@/gateways/storage/client'
import { keptHeads, linkLog, verifyLog } from '@/server/audit'
import { openDatabase } from '@/server/db'
import { env } from '@/server/env'

const USAGE = `Usage:
  flotilla audit [--head PLACE:HASH]...
    Looks at the whole log and at every decision of two people: each entry against its hash, its row and its place in the chain. Names
    every row that does not fit. --head is a head that an earlier look printed: the chain still has to pass it. Keep the newest one where
    nobody reaches it who reaches the database.`

function headsOf(args: readonly string[]): Head[] {
  const heads: Head[] = []
  for (let at = 0; at < args.length; at += 2) {
    const head = args[at] === '--head' ? readHead(args[at + 1] ?? '') : null
    if (!head) throw new Error(USAGE)
    heads.push(head)
  }
  return heads
}

/** `flotilla audit`: 0 where everything fits, 1 where something does not. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const heads = headsOf(args)
  const { db, pool } = openDatabase(env().DATABASE_URL)
  try {
    await linkLog(db, new Date(), true)
    const { entries, head, problems } = await verifyLog(db, [...(await keptHeads(objectStore())), ...heads])
    for (const problem of problems) say(problem)
    if (problems.length > 0) return 1
    say(`${entries} entries and every decision fit. The head of the chain: ${headWords(head)}`)
    return 0
  } finally {
    await db.$disconnect()
    await pool.end()
  }
}
