import { type XmlNode, XmlRecords } from '@/kit/xml'
import type { Listed, ListSource, ReadList } from '../schema'
import { euEntry } from './read-eu'
import { ofacEntry } from './read-ofac-xml'
import { ukEntry } from './read-uk'
import { unEntry } from './read-un'

type Format = {
  root: string
  /** The elements that are entries, and those that tell of the file itself. */
  entries: readonly string[]
  about: readonly string[]
  entry: (node: XmlNode) => Listed
  published: (root: Readonly<Record<string, string>>, about: readonly XmlNode[]) => string
}

const FORMATS: Readonly<Record<ListSource, Format>> = {
  ofac: {
    ...{ root: 'sdnList', entries: ['sdnEntry'], about: ['Publish_Date'], entry: ofacEntry },
    // Treasury writes 02/27/2026.
    published: (_, [date]) => (date?.text ?? '').replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2'),
  },
  un: {
    ...{ root: 'CONSOLIDATED_LIST', entries: ['INDIVIDUAL', 'ENTITY'], about: [], entry: unEntry },
    published: (root) => root.dateGenerated ?? '',
  },
  eu: {
    ...{ root: 'export', entries: ['sanctionEntity'], about: [], entry: euEntry },
    published: (root) => root.generationDate ?? '',
  },
  uk: {
    ...{ root: 'Designations', entries: ['Designation'], about: ['DateGenerated'], entry: ukEntry },
    // The Foreign Office writes 27/02/2026, or the whole instant.
    published: (_, [date]) => (date?.text ?? '').replace(/^(\d\d)\/(\d\d)\/(\d{4}).*$/, '$3-$2-$1'),
  },
}

/** Reads one publisher's XML as it comes: `push` the text in pieces, then `end`. Both throw an Error that says what is wrong. */
export class ListReader {
  readonly #entries: Listed[] = []
  readonly #about: XmlNode[] = []
  readonly #records: XmlRecords
  readonly #format: Format

  constructor(source: ListSource) {
    const format = FORMATS[source]
    this.#format = format
    this.#records = new XmlRecords([...format.entries, ...format.about], (record) => {
      if (format.about.includes(record.name)) this.#about.push(record)
      else this.#entries.push(format.entry(record))
    })
  }

  push(chunk: string): void {
    this.#records.push(chunk)
  }

  end(): ReadList {
    const { name, attributes } = this.#records.end()
    const { root, published } = this.#format
    if (name !== root) throw new Error(`it begins with <${name.slice(0, 40)}>, not with <${root}>`)
    const instant = new Date(published(attributes, this.#about))
    return { entries: this.#entries, publishedAt: `${instant}` === 'Invalid Date' ? null : instant }
  }
}

/** Reads a whole text. */
export function readListXml(source: ListSource, text: string): ReadList {
  const reader = new ListReader(source)
  reader.push(text)
  return reader.end()
}
