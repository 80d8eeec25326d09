import { parseArgs } from 'node:util'
import { type ImportOutcome, importList } from '@/domains/screening/flows'
import { readListFile } from '@/domains/screening/jobs/list-file'
import { listOverview } from '@/domains/screening/queries/lists'
import { ruleAt } from '@/domains/screening/queries/rule'
import { IMPORTABLE, importable } from '@/domains/screening/schema'
import { formatInstant } from '@/kit/time'
import { now, refreshClock } from '@/server/clock'
import { database } from '@/server/db'

const USAGE = `Usage:
  flotilla lists import LIST FILE [--despite-size REASON]
    Takes a publisher's own file into force, or says why not. A folder with sdn.csv, alt.csv, add.csv and sdn_comments.csv for ofac.
    A CSV of the operator's own for pep (docs/operations.md says which columns).
    --despite-size  accepts a jump in size, and keeps why
  flotilla lists show
    Which version of each list is in force, and how old it is.
LIST: ${IMPORTABLE.join(' | ')}`

type Say = (line: string) => void

/** `flotilla lists`: lists of sanctions by hand. */
export async function main(args: readonly string[], say: Say = console.log): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { 'despite-size': { type: 'string' } },
    allowPositionals: true,
  })
  const [verb, list, file, ...more] = positionals
  if (more.length > 0) throw new Error(USAGE)
  await refreshClock()
  if (verb === 'show' && !list) return show(say)
  const source = importable.safeParse(list)
  if (verb !== 'import' || !source.success || !file) throw new Error(USAGE)
  const read = await readListFile(source.data, file)
  const sizeReason = values['despite-size']?.trim() || null
  const arrived = { source: source.data, origin: 'file' as const, sizeReason, now: now() }
  const { sha256, bytes } = read
  const outcome = await importList(database().db, { ...arrived, sha256, bytes }, read.read)
  say(wordsOf(outcome))
  return outcome.kind === 'rejected' ? 1 : 0
}

function wordsOf(outcome: ImportOutcome): string {
  if (outcome.kind === 'unchanged') return 'This very file is in force already; the list counts as fresh from now on.'
  if (outcome.kind === 'rejected') return `Refused, and the list in force stays: ${outcome.problem}`
  const { rows, added, removed } = outcome
  return `In force: ${rows} entries, ${added} of them new or changed, ${removed} gone. The worker compares everybody with what is new.`
}

async function show(say: Say): Promise<number> {
  const { db } = database()
  const { lists } = await listOverview(db, now(), await ruleAt(db, now()))
  for (const { source, age, active, checkedAt, alarm } of lists) {
    const version = active
      ? `${active.rows} entries (${active.origin}), ${active.sha256.slice(0, 12)}`
      : 'nothing in force'
    say(`${source.padEnd(5)} ${age.padEnd(6)} ${version}, looked at ${checkedAt ? formatInstant(checkedAt) : 'never'}`)
    if (alarm) say(`      ALARM ${alarm}`)
  }
  return 0
}
