import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { FAULTS, type FileType, type Verdict } from './verdict'

/** What one file may use: seconds of processor time, seconds in all, bytes of memory, bytes of answer. */
export type Limits = { cpuSeconds: number; wallMs: number; memory: number; answer: number }
export const LIMITS: Limits = { cpuSeconds: 20, wallMs: 60_000, memory: 1_200_000_000, answer: 80_000_000 }

/** As many files are drawn at once by this process; the others wait their turn. */
const AT_ONCE = 2
let running = 0
const waiting: (() => void)[] = []

/**
 * Draws a file anew in a process of its own, which may write nothing, is told nothing of this one's environment and is ended when
 * it uses more than it may. Never throws for what a file does.
 */
export async function sanitise(bytes: Uint8Array, type: FileType, limits: Limits = LIMITS): Promise<Verdict> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  running += 1
  try {
    return await draw(bytes, type, limits)
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const header = z.union([z.object({ sizes: z.array(z.int().positive()).min(1) }), z.object({ fault: z.enum(FAULTS) })])

async function draw(bytes: Uint8Array, type: FileType, limits: Limits): Promise<Verdict> {
  const child = start(type, limits)
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
  return code === 0 ? read(Buffer.concat(parts)) : { ok: false, fault: 'stopped' }
}

/** The shell sets what the kernel enforces: whoever uses up the processor's seconds is killed by it. */
function start(type: FileType, { cpuSeconds, memory }: Limits): ChildProcess {
  const root = process.cwd()
  const node = [
    ...[process.execPath, '--permission', '--allow-addons', `--allow-fs-read=${root}/`, '--no-warnings'],
    ...[`--max-old-space-size=${Math.floor(memory / 2_000_000)}`, path.join(root, 'src/gateways/sanitiser/child.ts')],
  ]
  const limited = `ulimit -t ${cpuSeconds} && ulimit -c 0 && exec "$@"`
  return spawn('/bin/sh', ['-c', limited, 'sanitiser', ...node, type], {
    cwd: root,
    env: { NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
}

/** Ends a process that outlives its time or outgrows its memory. */
function watch(child: ChildProcess, { wallMs, memory }: Limits): () => void {
  const deadline = setTimeout(() => child.kill('SIGKILL'), wallMs)
  const look = setInterval(async () => {
    if ((await residentBytes(child.pid)) > memory) child.kill('SIGKILL')
  }, 50)
  return () => {
    clearTimeout(deadline)
    clearInterval(look)
  }
}

/** The memory that a process holds, as Linux tells it; 0 where nobody tells, and the heap's own limit is what remains. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0')
  return Number(text.split(' ')[1]) * 4_096
}

function read(answer: Buffer): Verdict {
  const line = answer.indexOf('\n')
  const parsed = header.safeParse(JSON.parse(answer.toString('utf8', 0, Math.max(line, 0)) || 'null'))
  if (!parsed.success) return { ok: false, fault: 'damaged' }
  if ('fault' in parsed.data) return { ok: false, fault: parsed.data.fault }
  const pages: Uint8Array<ArrayBuffer>[] = []
  let at = line + 1
  for (const size of parsed.data.sizes) {
    pages.push(new Uint8Array(answer.subarray(at, at + size)))
    at += size
  }
  return at === answer.length ? { ok: true, pages } : { ok: false, fault: 'damaged' }
}
