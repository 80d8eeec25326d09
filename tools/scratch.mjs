// Folders for what tests write and throw away.
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const MEMORY = '/dev/shm'
/** Databases and worlds of a whole run took less than half of this, in bytes. */
const PLENTY = 8e9

/** Whether the machine has such a folder in its memory, and plenty of both. */
function isPlenty(memory, plenty) {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > plenty && process.availableMemory() > plenty
  } catch {
    return false // there is no such folder
  }
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** What a run that was killed has left in memory would stay there until the machine is started anew. */
function forgetLeft(memory) {
  for (const name of readdirSync(memory)) {
    const owner = /^flotilla-(\d+)-/.exec(name)
    if (owner && !isAlive(Number(owner[1]))) rmSync(path.join(memory, name), { recursive: true, force: true })
  }
}

/**
 * A new folder that also the database's user can pass through; whoever asks for it deletes it. In memory where there is plenty: a
 * database with its thousand files is made there in half the processor's time, and on some disks in a tenth.
 */
export function scratchFolder(memory = MEMORY, plenty = PLENTY) {
  const inMemory = isPlenty(memory, plenty)
  if (inMemory) forgetLeft(memory)
  const folder = mkdtempSync(path.join(inMemory ? memory : tmpdir(), `flotilla-${process.pid}-`))
  chmodSync(folder, 0o755)
  return folder
}
