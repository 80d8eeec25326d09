import { SaxesParser } from 'saxes'

/** An element with what it holds; names are without their prefix, texts trimmed. */
export type XmlNode = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
  readonly text: string
}

type Open = { name: string; attributes: Record<string, string>; children: XmlNode[]; text: string }

const LONGEST_TEXT = 1_000_000
const DEEPEST = 40

/**
 * Reads XML as it comes and hands over one record after the other, so that a file of any size needs the memory of one record.
 * A document type is refused: entities are never defined, so nothing can expand, and no other file is ever asked for.
 * Throws an Error that names line and column where the text is not well-formed.
 */
export class XmlRecords {
  readonly #parser = new SaxesParser()
  readonly #wanted: ReadonlySet<string>
  readonly #onRecord: (record: XmlNode, within: readonly string[]) => void
  readonly #path: string[] = []
  readonly #record: Open[] = []
  #root: { name: string; attributes: Readonly<Record<string, string>> } | null = null

  constructor(wanted: readonly string[], onRecord: (record: XmlNode, within: readonly string[]) => void) {
    this.#wanted = new Set(wanted)
    this.#onRecord = onRecord
    this.#parser.on('error', (error) => {
      throw new Error(`not well-formed XML: ${error.message}`)
    })
    this.#parser.on('doctype', () => {
      throw new Error('it declares a document type, which no official list does')
    })
    this.#parser.on('opentag', ({ name, attributes }) => this.#opened(bare(name), attributes))
    this.#parser.on('text', (text) => this.#said(text))
    this.#parser.on('cdata', (text) => this.#said(text))
    this.#parser.on('closetag', () => this.#closed())
  }

  push(chunk: string): void {
    this.#parser.write(chunk)
  }

  /** The outermost element; call it when all is pushed. Throws when the file ends too early. */
  end(): { name: string; attributes: Readonly<Record<string, string>> } {
    this.#parser.close()
    if (!this.#root) throw new Error('it holds no XML')
    return this.#root
  }

  #opened(name: string, given: Record<string, string>): void {
    const attributes = Object.fromEntries(Object.entries(given).map(([key, value]) => [bare(key), value.trim()]))
    this.#root ??= { name, attributes }
    if (this.#path.length >= DEEPEST) throw new Error('its elements lie too deep in each other')
    this.#path.push(name)
    if (this.#record.length > 0 || this.#wanted.has(name))
      this.#record.push({ name, attributes, children: [], text: '' })
  }

  #said(text: string): void {
    const open = this.#record.at(-1)
    if (!open) return
    open.text += text
    if (open.text.length > LONGEST_TEXT) throw new Error('one of its texts is too long')
  }

  #closed(): void {
    this.#path.pop()
    const done = this.#record.pop()
    if (!done) return
    done.text = done.text.trim()
    const parent = this.#record.at(-1)
    if (parent) parent.children.push(done)
    else this.#onRecord(done, this.#path)
  }
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The children with a name. */
export const all = (node: XmlNode | undefined, name: string): readonly XmlNode[] =>
  node?.children.filter((child) => child.name === name) ?? []

/** The first child along a path of names. */
export const at = (node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined =>
  path.reduce<XmlNode | undefined>((found, name) => found?.children.find((child) => child.name === name), node)

/** The text of the first child along a path of names; empty when there is none. */
export const textAt = (node: XmlNode | undefined, ...path: readonly string[]): string => at(node, ...path)?.text ?? ''

/** Everything below an element with a name, at any depth. */
export const below = (node: XmlNode | undefined, name: string): readonly XmlNode[] =>
  node?.children.flatMap((child) => (child.name === name ? [child] : below(child, name))) ?? []
