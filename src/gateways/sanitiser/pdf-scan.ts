import { inflateSync } from 'node:zlib'
import { Unfit } from './verdict.ts'

/** Names of what acts by itself or carries something inside (ISO 32000-2, 12.6, 12.7 and 7.11.4). */
const ACTIVE = new Set([
  ...['JS', 'JavaScript', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'XFA', 'RichMedia', 'OpenAction', 'AA'],
  ...['GoToE', 'ImportData', 'SubmitForm', 'Rendition'],
])
const MAX_UNPACKED = 60_000_000
const REGULAR = /[^\0\t\n\f\r ()<>[\]{}/%]/

/**
 * Reads a PDF's structure as a viewer would, object streams included, and throws `Unfit` for what is encrypted, active or damaged.
 * A first gate: what staff see is drawn anew in any case.
 */
export function scanPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1')
  if (!/^%PDF-[12]\.\d/.test(text)) throw new Unfit('damaged')
  const end = /startxref\s+(\d{1,10})\s+%%EOF[\s\0]*$/.exec(text.slice(-2_048))
  if (!end) throw new Unfit('damaged')
  // The sign of a table, or of a stream that holds one.
  if (!/^\s*(xref|\d+\s+\d+\s+obj)\b/.test(text.slice(Number(end[1]), Number(end[1]) + 40))) throw new Unfit('damaged')
  new Scanner(text, { unpacked: 0 }).run()
}

/** Where a scan stands: the text, and the dictionary that was closed last. */
class Scanner {
  #at = 0
  #open: number[] = []
  #dictionary = ''
  readonly #text: string
  readonly #spent: { unpacked: number }

  constructor(text: string, spent: { unpacked: number }) {
    this.#text = text
    this.#spent = spent
  }

  run(): void {
    while (this.#at < this.#text.length) this.#token(this.#text[this.#at]!)
  }

  #token(sign: string): void {
    if (sign === '%') this.#at = this.#lineEnd(this.#at)
    else if (sign === '(') this.#string()
    else if (sign === '/') this.#name()
    else if (sign === '<') this.#less()
    else if (sign === '>') this.#greater()
    else if (REGULAR.test(sign)) this.#word()
    else this.#at += 1
  }

  #lineEnd(from: number): number {
    const found = this.#text.slice(from, from + 100_000).search(/[\r\n]/)
    return found < 0 ? this.#text.length : from + found
  }

  /** Brackets nest, and a backslash takes the next sign along. */
  #string(): void {
    let depth = 0
    for (; this.#at < this.#text.length; this.#at += 1) {
      const sign = this.#text[this.#at]
      if (sign === '\\') this.#at += 1
      else if (sign === '(') depth += 1
      else if (sign === ')') depth -= 1
      if (depth === 0) break
    }
    if (depth !== 0) throw new Unfit('damaged')
    this.#at += 1
  }

  #name(): void {
    const start = this.#at + 1
    this.#at = this.#wordEnd(start)
    const name = plainName(this.#text.slice(start, this.#at))
    if (name === 'Encrypt') throw new Unfit('encrypted')
    if (ACTIVE.has(name)) throw new Unfit('active')
  }

  #less(): void {
    if (this.#text[this.#at + 1] === '<') {
      this.#open.push(this.#at)
      this.#at += 2
      return
    }
    const end = this.#text.indexOf('>', this.#at)
    if (end < 0) throw new Unfit('damaged')
    this.#at = end + 1
  }

  #greater(): void {
    if (this.#text[this.#at + 1] !== '>') throw new Unfit('damaged')
    const start = this.#open.pop()
    if (start === undefined) throw new Unfit('damaged')
    this.#at += 2
    this.#dictionary = this.#text.slice(start, this.#at)
  }

  #wordEnd(from: number): number {
    let at = from
    while (at < this.#text.length && REGULAR.test(this.#text[at]!)) at += 1
    return at
  }

  #word(): void {
    const start = this.#at
    this.#at = this.#wordEnd(start)
    const word = this.#text.slice(start, this.#at)
    if (word === 'stream' && this.#open.length === 0) this.#stream()
  }

  /** Steps over a stream's bytes; those of an object stream are unpacked and read as well. */
  #stream(): void {
    const dictionary = plainName(this.#dictionary)
    if (this.#text[this.#at] === '\r') this.#at += 1
    if (this.#text[this.#at] === '\n') this.#at += 1
    const length = /\/Length\s+(\d{1,10})(?!\s+\d+\s+R)\b/.exec(dictionary)
    const end = length ? this.#at + Number(length[1]) : this.#text.indexOf('endstream', this.#at)
    if (end < 0 || !/^\s{0,2}endstream/.test(this.#text.slice(end, end + 12))) throw new Unfit('damaged')
    if (/\/ObjStm\b/.test(dictionary) || (/\/N\b/.test(dictionary) && /\/First\b/.test(dictionary)))
      new Scanner(this.#unpacked(dictionary, this.#text.slice(this.#at, end)), this.#spent).run()
    this.#at = this.#text.indexOf('endstream', end) + 9
  }

  /** Object streams are stored plain or deflated; nobody writes them in another way but to hide something. */
  #unpacked(dictionary: string, body: string): string {
    if (!/\/(Filter|F)\b/.test(dictionary)) return body
    const isDeflated = /\/Filter\s*\[?\s*\/(FlateDecode|Fl)\s*\]?\s*(\/(?!FlateDecode|ASCII|LZW|Run)|>>)/.test(
      dictionary,
    )
    if (!isDeflated || /\/Predictor\s+(?!1\b)/.test(dictionary)) throw new Unfit('damaged')
    const plain = inflated(Buffer.from(body, 'latin1'), MAX_UNPACKED - this.#spent.unpacked)
    this.#spent.unpacked += plain.length
    return plain.toString('latin1')
  }
}

function inflated(bytes: Buffer, most: number): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(1, most) })
  } catch {
    throw new Unfit('damaged')
  }
}

/** Undoes the #xx of names. */
const plainName = (text: string): string =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`)))
