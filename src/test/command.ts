import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

type Main = (args: readonly string[], say: (line: string) => void) => Promise<number>
/** What a verb printed, the sentence of its refusal, and how it ended. */
export type Ran = { code: number | null; out: string; err: string }

/** Runs a verb of the command line in this process, refusals as `bin/flotilla.mjs` shows them. */
export async function run(main: Main, args: readonly string[]): Promise<Ran> {
  let out = ''
  try {
    const code = await main(args, (line) => {
      out += `${line}\n`
    })
    return { code, out, err: '' }
  } catch (error) {
    return { code: 1, out, err: error instanceof Error ? error.message : String(error) }
  }
}

/** Runs `flotilla` in a process of its own, with these variables beside ours. `onLine` sees each printed line, and may kill it. */
export function flotilla(
  args: readonly string[],
  onLine: (line: string, kill: () => void) => void = () => undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['bin/flotilla.mjs', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ran: Ran = { code: null, out: '', err: '' }
    createInterface({ input: child.stdout }).on('line', (line) => {
      ran.out += `${line}\n`
      onLine(line, () => child.kill('SIGKILL'))
    })
    child.stderr.on('data', (part: Buffer) => {
      ran.err += part.toString()
    })
    child.on('close', (code) => resolve({ ...ran, code }))
  })
}
