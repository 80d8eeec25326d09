import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { sha256 } from '@/kit/digest'
import { ListReader } from '../rules/read-list'
import { readOfacCsv } from '../rules/read-ofac-csv'
import { readPepCsv } from '../rules/read-pep'
import type { Importable, ListSource, ReadList } from '../schema'

/** A file that was read: what names it, and its entries, or the error with which reading ended. */
export type ListFile = { sha256: string; bytes: number; read: () => ReadList }

/** Larger than any official list by far. */
const MOST_BYTES = 300_000_000

/** Reads text in pieces as one publisher's XML; the memory it takes is that of its entries. Throws when it does not end. */
export async function readListStream(source: ListSource, chunks: AsyncIterable<Uint8Array>): Promise<ListFile> {
  const [reader, hash, decoder] = [new ListReader(source), createHash('sha256'), new TextDecoder('utf-8')]
  let [bytes, failure] = [0, null as unknown]
  const attempt = (step: () => void) => {
    try {
      if (!failure) step()
    } catch (error) {
      failure = error
    }
  }
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error(`The file is larger than ${MOST_BYTES / 1_000_000} MB, which no list is.`)
    hash.update(chunk)
    attempt(() => reader.push(decoder.decode(chunk, { stream: true })))
  }
  const read = () => {
    if (failure) throw failure
    return reader.end()
  }
  return { sha256: hash.digest('hex'), bytes, read }
}

async function readPepFile(name: string): Promise<ListFile> {
  if ((await stat(name)).size > MOST_BYTES)
    throw new Error(`The file is larger than ${MOST_BYTES / 1_000_000} MB, which no list is.`)
  const text = await readFile(name, 'utf8')
  const digest = sha256(text).toString('hex')
  return { sha256: digest, bytes: Buffer.byteLength(text), read: () => readPepCsv(text) }
}

const PARTS = ['sdn.csv', 'alt.csv', 'add.csv', 'sdn_comments.csv'] as const

/** Reads a file of XML, a list of politically exposed persons, or for OFAC a folder with the four files in commas. */
export async function readListFile(source: Importable, name: string): Promise<ListFile> {
  if (!(await stat(name)).isDirectory())
    return source === 'pep' ? readPepFile(name) : readListStream(source, createReadStream(name))
  if (source !== 'ofac') throw new Error(`Name a file: only OFAC's list comes as a folder (${PARTS.join(', ')}).`)
  const texts = await Promise.all(PARTS.map((part) => readFile(path.join(name, part), 'utf8')))
  const [sdn = '', alt = '', add = '', comments = ''] = texts
  const digest = sha256(texts.map((text) => sha256(text).toString('hex')).join('\n')).toString('hex')
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return { sha256: digest, bytes, read: () => readOfacCsv({ sdn, alt, add, comments }) }
}
