import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { type PackFiles, problemsOf } from '@/kit/pack'

const USAGE = `Usage:
  flotilla pack verify FILE
    Checks an evidence pack that the site exported: files, log entries, decisions. Needs no network and no database.`

/** Checks a pack; 0 when it holds, 1 when it does not, 2 for a wrong call. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const [verb, file, ...rest] = args
  if (verb !== 'verify' || !file || rest.length > 0) {
    say(USAGE)
    return 2
  }
  const files = await filesOf(file)
  if (typeof files === 'string') {
    say(files)
    return 1
  }
  const problems = problemsOf(files)
  for (const problem of problems) say(problem)
  say(problems.length === 0 ? 'The pack holds.' : `The pack does not hold: ${problems.length} problem(s).`)
  return problems.length === 0 ? 0 : 1
}

async function filesOf(file: string): Promise<PackFiles | string> {
  const bytes = await readFile(file).catch(() => null)
  if (!bytes) return `${file} cannot be read. Name the ZIP file that was exported.`
  try {
    return unzipSync(new Uint8Array(bytes))
  } catch {
    return `${file} is no ZIP file, or it is damaged.`
  }
}
