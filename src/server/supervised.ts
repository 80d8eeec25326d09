/**
 * Calls `stop` once, when the process is told to end or when the starter that holds its standard input is gone: a starter that
 * was killed leaves nothing behind.
 */
export function stopWith(stop: () => void | Promise<void>): void {
  let stopping = false
  const once = () => {
    if (stopping) return
    stopping = true
    void stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, once)
  if (process.env.FLOTILLA_SUPERVISED) process.stdin.on('end', once).resume()
}
