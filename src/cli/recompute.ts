import { recompute } from '@/recompute/list'
import { readExport } from '@/recompute/read'

const USAGE = `Usage:
  flotilla recompute EXPORT [--print]
    Computes a round's list again from its export (a folder, or one file), with a second implementation that shares nothing with the
    site's, and compares bytes. Needs no network and no database.
    --print  prints the list instead of comparing it`

/** `flotilla recompute`: 0 when the published list is what follows from the export, 1 when it is not, 2 for a wrong call. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const [from, option, ...rest] = args
  if (!from || from.startsWith('-') || rest.length > 0 || (option !== undefined && option !== '--print')) {
    say(USAGE)
    return 2
  }
  const { given, published } = await readExport(from)
  const list = recompute(given)
  if (option === '--print') {
    say(list)
    return 0
  }
  if (published === null) throw new Error(`${from} has no list to compare with. Print the computed one with --print.`)
  if (published === list) {
    const { recipients, paid, sheet } = JSON.parse(list)
    say(`The list is right: ${recipients.length} recipients, ${paid} base units paid, sheet ${sheet}.`)
    return 0
  }
  say(`The list is NOT what follows from the export. ${differenceOf(published, list)}`)
  return 1
}

/** The first member in which two lists differ, in words. */
function differenceOf(published: string, computed: string): string {
  const [theirs, ours] = [JSON.parse(published), JSON.parse(computed)]
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort()
  const name = names.find((one) => JSON.stringify(theirs[one]) !== JSON.stringify(ours[one])) ?? 'version'
  const [theirPart, ourPart] = [theirs[name], ours[name]]
  if (!Array.isArray(theirPart) || !Array.isArray(ourPart))
    return `${name}: published ${theirPart}, computed ${ourPart}.`
  const length = Math.max(theirPart.length, ourPart.length)
  const line = Array.from({ length }, (_, place) => place).find(
    (place) => JSON.stringify(theirPart[place]) !== JSON.stringify(ourPart[place]),
  )
  const show = (part: unknown[]) => JSON.stringify(part[line ?? 0]) ?? 'nothing'
  return `${name}, line ${(line ?? 0) + 1}: published ${show(theirPart)}, computed ${show(ourPart)}.`
}
