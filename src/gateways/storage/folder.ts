import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { assertKey, type ObjectStore } from './store'

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Sealed bytes as files of a folder, readable by its owner alone. A file is whole or absent: it is written aside and renamed. */
export function folderStore(root: string): ObjectStore {
  const fileOf = (key: string): string => {
    assertKey(key)
    return path.join(root, key)
  }
  return {
    put: async (key, bytes) => write(fileOf(key), bytes),
    get: async (key) => {
      try {
        return new Uint8Array(await readFile(fileOf(key)))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    remove: async (key) => rm(fileOf(key), { force: true }),
    list: async (prefix) => (await filesBelow(root, '')).filter((key) => key.startsWith(prefix)).sort(),
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const aside = `${file}.${randomUUID()}.part`
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(aside, file)
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const found = await Promise.all(
    entries.map(async (entry) => {
      const key = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isDirectory()) return filesBelow(root, key)
      return entry.name.endsWith('.part') ? [] : [key]
    }),
  )
  return found.flat()
}
