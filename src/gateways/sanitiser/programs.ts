import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Limits, watch } from './limits'
import { MAX_PAGES, Unfit } from './verdict'

/** What an installation may have beside the npm parts: qpdf for a PDF's structure, poppler's pdftoppm for its pages. */
export type Programs = { qpdf: string | null; pdftoppm: string | null }

/** The programs that are on the PATH of this process, by their whole names. */
export async function programsHere(): Promise<Programs> {
  const [qpdf, pdftoppm] = await Promise.all(['qpdf', 'pdftoppm'].map(found))
  return { qpdf: qpdf ?? null, pdftoppm: pdftoppm ?? null }
}

async function found(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute)) {
    const file = path.join(folder, name)
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return file
  }
  return undefined
}

/** What the end of `qpdf --is-encrypted` says (its manual: 0 encrypted, 2 not); anything else is no answer. */
export const encryptionAt = (code: number): 'encrypted' | 'plain' | 'unknown' =>
  code === 0 ? 'encrypted' : code === 2 ? 'plain' : 'unknown'

/** What the end of any other run says (the same manual: 0 sound, 3 warnings and nothing worse, 2 errors); anything else is broken. */
export const soundnessAt = (code: number): 'sound' | 'mended' | 'broken' =>
  code === 0 ? 'sound' : code === 3 ? 'mended' : 'broken'

/**
 * A PDF as qpdf writes it anew: what is encrypted is refused, so is what has errors, and no object hides in a stream, so that the scan
 * that follows sees every name. Many harmless files have warnings, a wrong length or offset. They are taken as qpdf mended them, once it
 * finds nothing more in that: of a file with two faces the one that is left is the one that is scanned and drawn. Throws `Unfit`.
 */
export async function normalised(qpdf: string, bytes: Uint8Array, limits: Limits): Promise<Buffer> {
  return withFile(bytes, async (file) => {
    const run = (...args: string[]) => runProgram([qpdf, ...args], file, limits)
    const encryption = encryptionAt((await run('--is-encrypted', INPUT)).code)
    if (encryption !== 'plain') throw new Unfit(encryption === 'encrypted' ? 'encrypted' : 'damaged')
    const found = soundnessAt((await run('--check', INPUT)).code)
    if (found === 'broken') throw new Unfit('damaged')
    const { code, output } = await run('--linearize', '--object-streams=disable', INPUT, '-')
    const written = soundnessAt(code)
    if (written === 'broken' || output.length === 0) throw new Unfit('damaged')
    if (found === 'mended' || written === 'mended') await assertMended(qpdf, output, limits)
    return output
  })
}

/** What qpdf mended has to be without a fault in its own eyes. */
const assertMended = (qpdf: string, bytes: Uint8Array, limits: Limits): Promise<void> =>
  withFile(bytes, async (file) => {
    const { code } = await runProgram([qpdf, '--check', INPUT], file, limits)
    if (soundnessAt(code) !== 'sound') throw new Unfit('damaged')
  })

/** The longest side of a page in pixels: at most four million, however large the page says it is. */
const LONGEST_SIDE = 2_000

/** Draws the pages of a PDF with pdftoppm, one after the other, as JPEG. Throws `Unfit`. */
export async function drawnPages(
  pdftoppm: string,
  bytes: Uint8Array,
  count: number,
  limits: Limits,
): Promise<Uint8Array<ArrayBuffer>[]> {
  if (count > MAX_PAGES) throw new Unfit('too_many_pages')
  return withFile(bytes, async (file) => {
    const pages: Uint8Array<ArrayBuffer>[] = []
    for (let number = 1; number <= count; number += 1) {
      const only = ['-f', String(number), '-l', String(number), '-singlefile']
      const drawn = ['-jpeg', '-scale-to', String(LONGEST_SIDE), ...only, INPUT]
      const { code, output } = await runProgram([pdftoppm, ...drawn], file, limits)
      if (code !== 0 || !isJpeg(output)) throw new Unfit('damaged')
      pages.push(new Uint8Array(output))
    }
    return pages
  })
}

const isJpeg = (bytes: Buffer): boolean =>
  bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) && bytes.subarray(-2).equals(Buffer.from([0xff, 0xd9]))

/** Both programs need a file that they can move about in; this is their standard input under its name. */
const INPUT = '/dev/stdin'

/** Lends a file that has no name any more: nobody else can open it, and nothing of it is left when the process ends. */
async function withFile<T>(bytes: Uint8Array, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'flotilla-'))
  const file = await open(path.join(folder, 'file'), 'wx+', 0o600).finally(() => rm(folder, { recursive: true }))
  try {
    await file.writeFile(bytes)
    return await work(file)
  } finally {
    await file.close()
  }
}

/**
 * Runs a program on a file with nothing of our environment, no file that it could write, and the limits of every file. Its errors are
 * not read. Throws `Unfit('stopped')` where it was ended or could not start.
 */
async function runProgram(
  command: readonly string[],
  file: FileHandle,
  limits: Limits,
): Promise<{ code: number; output: Buffer }> {
  const memory = Math.floor(limits.memory / 1_024)
  const limited = `ulimit -t ${limits.cpuSeconds} && ulimit -v ${memory} && ulimit -f 0 && ulimit -c 0 && exec "$@"`
  const child: ChildProcess = spawn('/bin/sh', ['-c', limited, 'sanitiser', ...command], {
    ...{ cwd: '/', env: { NODE_ENV: 'production', PATH: '/usr/bin:/bin', LC_ALL: 'C' } },
    stdio: [file.fd, 'pipe', 'ignore'],
  })
  const parts: Buffer[] = []
  let size = 0
  child.stdout?.on('data', (part: Buffer) => {
    size += part.length
    if (size > limits.answer) child.kill('SIGKILL')
    else parts.push(part)
  })
  const endWatch = watch(child, limits)
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  endWatch()
  if (code === null) throw new Unfit('stopped')
  return { code, output: Buffer.concat(parts) }
}
