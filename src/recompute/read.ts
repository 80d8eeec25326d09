import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from './canonical'
import type { Export } from './given'

const PARTS = ['sheet', 'submissions', 'audit', 'facts'] as const

/**
 * Reads an export, a folder of canonical files or one file of all, and the bytes of the list that was published with it, null for none.
 * Throws an Error that names the file and what is wrong with it.
 */
export async function readExport(from: string): Promise<{ given: Export; published: string | null }> {
  const names = await readdir(from).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null
    throw error.code === 'ENOENT' ? new Error(`${from} is not there. Name the folder or the file of an export.`) : error
  })
  const all = names ? await partsOf(from, names) : membersOf(from, parse(from, await readFile(from, 'utf8')))
  const missing = PARTS.find((part) => all[part] === undefined)
  if (missing) throw new Error(`${from} has no ${missing}. An export has sheet, submissions, audit and facts.`)
  const { sheet, submissions, audit, facts, list } = all
  return {
    given: { sheet, submissions, audit, facts } as Export,
    published: list === undefined ? null : canonical(list),
  }
}

/** The parts of an export that lie in a folder, each the bytes that its digest is of. */
async function partsOf(folder: string, names: readonly string[]): Promise<Record<string, unknown>> {
  const present = [...PARTS, 'list'].filter((part) => names.includes(`${part}.json`))
  const read = async (part: string) => {
    const file = join(folder, `${part}.json`)
    const text = await readFile(file, 'utf8')
    const value = parse(file, text)
    if (canonical(value) !== text)
      throw new Error(`${file} is not canonical JSON (RFC 8785), so that its bytes are not those that were published.`)
    return [part, value]
  }
  return Object.fromEntries(await Promise.all(present.map(read)))
}

function membersOf(file: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new Error(`${file} is not an export: it has no members.`)
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file} is not JSON.`)
  }
}
