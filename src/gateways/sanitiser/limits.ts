import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** What one file may use: seconds of processor time, seconds in all, bytes of memory, bytes of answer. */
export type Limits = { cpuSeconds: number; wallMs: number; memory: number; answer: number }
export const LIMITS: Limits = { cpuSeconds: 20, wallMs: 60_000, memory: 1_200_000_000, answer: 80_000_000 }

/** Ends a process that outlives its time or outgrows its memory. */
export function watch(child: ChildProcess, { wallMs, memory }: Limits): () => void {
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
