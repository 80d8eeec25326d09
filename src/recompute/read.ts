import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Export, write } from './format'

const FILES = ['sheet', 'submissions', 'audit', 'facts', 'list'] as const

/** An export as it was read: what goes in, and the list that was published, as bytes; null where there is none. */
export type ReadExport = { given: Export; published: string | null }

/** Reads an export: a folder with its five files, or one file with all of them. Throws an Error that names the file and what is wrong. */
export async function readExport(from: string): Promise<ReadExport> {
  const about = await stat(from).catch(() => null)
  if (!about) throw new Error(`${from} is not there. Name the folder or the file of an export.`)
  const parts = about.isDirectory() ? await folder(from) : await bundle(from)
  for (const name of FILES.slice(0, 4)) {
    if (parts[name] === undefined)
      throw new Error(`${from} has no ${name}. An export has sheet, submissions, audit and facts.`)
  }
  const { list, ...given } = parts
  return { given: given as Export, published: list === undefined ? null : write(list) }
}

async function folder(from: string): Promise<Record<string, unknown>> {
  const parts: Record<string, unknown> = {}
  for (const name of FILES) {
    const file = path.join(from, `${name}.json`)
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) continue
    parts[name] = parse(text, file)
    if (write(parts[name]) !== text) throw new Error(`${file} is not canonical: its bytes differ from RFC 8785.`)
  }
  return parts
}

async function bundle(from: string): Promise<Record<string, unknown>> {
  const value = parse(await readFile(from, 'utf8'), from)
  if (typeof value !== 'object' || value === null) throw new Error(`${from} holds no export.`)
  return Object.fromEntries(Object.entries(value).filter(([name]) => (FILES as readonly string[]).includes(name)))
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file} is not JSON.`)
  }
}
