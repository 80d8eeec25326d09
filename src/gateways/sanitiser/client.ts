import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { z } from 'zod'
import { LIMITS, type Limits, watch } from './limits'
import { drawnPages, normalised, type Programs, programsHere } from './programs'
import { FAULTS, type FileType, Unfit, type Verdict } from './verdict'

/** As many files are drawn at once by this process; the others wait their turn. */
const AT_ONCE = 2
let running = 0
const waiting: (() => void)[] = []

/**
 * Draws a file anew in processes of its own, which may write nothing, are told nothing of this one's environment and are ended when
 * they use more than they may. Where qpdf and pdftoppm are on the PATH, PDFs go through them. Never throws for what a file does.
 */
export async function sanitise(bytes: Uint8Array, type: FileType, limits: Limits = LIMITS): Promise<Verdict> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  running += 1
  try {
    const here = type === 'application/pdf' ? await programsHere() : NONE
    return here.qpdf || here.pdftoppm ? await drawPdf(bytes, here, limits) : await draw(bytes, type, limits)
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, fault: error.fault }
    throw error
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const NONE: Programs = { qpdf: null, pdftoppm: null }

/** A PDF through the programs that are there: written anew, scanned by our own process, and drawn. */
async function drawPdf(bytes: Uint8Array, { qpdf, pdftoppm }: Programs, limits: Limits): Promise<Verdict> {
  const sound = qpdf ? await normalised(qpdf, bytes, limits) : bytes
  if (!pdftoppm) return draw(sound, 'application/pdf', limits)
  const answer = await answerOf(sound, 'application/pdf', limits, ['look'])
  if (!answer) return { ok: false, fault: 'stopped' }
  const seen = looked.safeParse(parsed(answer.toString('utf8')))
  if (!seen.success) return { ok: false, fault: 'damaged' }
  if ('fault' in seen.data) return { ok: false, fault: seen.data.fault }
  return { ok: true, pages: await drawnPages(pdftoppm, sound, seen.data.pages, limits) }
}

const looked = z.union([z.object({ pages: z.int().positive() }), z.object({ fault: z.enum(FAULTS) })])
const header = z.union([z.object({ sizes: z.array(z.int().positive()).min(1) }), z.object({ fault: z.enum(FAULTS) })])

async function draw(bytes: Uint8Array, type: FileType, limits: Limits): Promise<Verdict> {
  const answer = await answerOf(bytes, type, limits)
  return answer ? read(answer) : { ok: false, fault: 'stopped' }
}

/** What our own process says to a file; null where it was ended. */
async function answerOf(
  bytes: Uint8Array,
  type: FileType,
  limits: Limits,
  more: readonly string[] = [],
): Promise<Buffer | null> {
  const child = start(type, limits, more)
  const parts: Buffer[] = []
  let size = 0
  child.stdout?.on('data', (part: Buffer) => {
    size += part.length
    if (size > limits.answer) child.kill('SIGKILL')
    else parts.push(part)
  })
  // A process that ended early does not read its input; how it ended is what counts.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(bytes)
  const endWatch = watch(child, limits)
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  endWatch()
  return code === 0 ? Buffer.concat(parts) : null
}

/** The shell sets what the kernel enforces: whoever uses up the processor's seconds is killed by it. */
function start(type: FileType, { cpuSeconds, memory }: Limits, more: readonly string[]): ChildProcess {
  const root = process.cwd()
  const node = [
    ...[process.execPath, '--permission', '--allow-addons', `--allow-fs-read=${root}/`, '--no-warnings'],
    ...[`--max-old-space-size=${Math.floor(memory / 2_000_000)}`, path.join(root, 'src/gateways/sanitiser/child.ts')],
  ]
  const limited = `ulimit -t ${cpuSeconds} && ulimit -c 0 && exec "$@"`
  return spawn('/bin/sh', ['-c', limited, 'sanitiser', ...node, type, ...more], {
    cwd: root,
    env: { NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
}

function read(answer: Buffer): Verdict {
  const line = answer.indexOf('\n')
  const told = header.safeParse(parsed(answer.toString('utf8', 0, Math.max(line, 0))))
  if (!told.success) return { ok: false, fault: 'damaged' }
  if ('fault' in told.data) return { ok: false, fault: told.data.fault }
  const pages: Uint8Array<ArrayBuffer>[] = []
  let at = line + 1
  for (const size of told.data.sizes) {
    pages.push(new Uint8Array(answer.subarray(at, at + size)))
    at += size
  }
  return at === answer.length ? { ok: true, pages } : { ok: false, fault: 'damaged' }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
