import { readFile } from 'node:fs/promises'
import { fileProblems } from '@/domains/reputation/rules/file'
import { scoreText } from '@/domains/reputation/rules/score'
import { DIMENSIONS, type ReputationFile, reputationFile } from '@/domains/reputation/schema'

const USAGE = `Usage:
  flotilla reputation FILE
    Computes the scores of a wallet again from the events in its exported file. Needs no network and no database.`

/** Recomputes a file; 0 when its scores follow from its events, 1 when they do not, 2 for a wrong call. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const [file, ...rest] = args
  if (!file || rest.length > 0) {
    say(USAGE)
    return 2
  }
  const read = await fileAt(file)
  if (typeof read === 'string') {
    say(read)
    return 1
  }
  const { problems, scores } = fileProblems(read)
  say(`Wallet  ${read.wallet}, ages counted at ${read.at}`)
  for (const dimension of DIMENSIONS) {
    const events = read.events.filter((event) => event.dimension === dimension)
    const kept = events.filter(({ outcome }) => outcome === 'kept').length
    say(`${dimension.padEnd(8)}  ${scoreText(scores[dimension])}  ${kept} of ${events.length} kept`)
  }
  for (const problem of problems) say(problem)
  say(problems.length === 0 ? 'Every score follows from the events.' : 'The scores do not follow from the events.')
  return problems.length === 0 ? 0 : 1
}

async function fileAt(file: string): Promise<ReputationFile | string> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return `${file} cannot be read. Name the file that was exported from a profile.`
  try {
    const read = reputationFile.safeParse(JSON.parse(text))
    if (read.success) return read.data
    const [issue] = read.error.issues
    return `${file} is no reputation file: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`
  } catch {
    return `${file} is no JSON.`
  }
}
