import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

function* filesBelow(entry) {
  if (!existsSync(entry)) return
  if (!statSync(entry).isDirectory()) return void (yield entry)
  for (const name of readdirSync(entry).sort()) yield* filesBelow(path.join(entry, name))
}

/** One digest over the names and contents of files and folders: equal as long as nothing in them changed. */
export function fingerprint(entries, leaveOut = () => false) {
  const hash = createHash('sha256')
  for (const entry of entries) {
    for (const file of filesBelow(entry))
      if (!leaveOut(file)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}
