import { crc32, deflateSync } from 'node:zlib'

const chunk = (name: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([head, named, sum])
}

/** A real PNG, black; `declared` lets the header lie about its size. */
export function png(
  width = 8,
  height = 8,
  declared: readonly [width: number, height: number] = [width, height],
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(declared[0], 0)
  header.writeUInt32BE(declared[1], 4)
  header.writeUInt8(8, 8)
  const lines = Buffer.alloc((width + 1) * height)
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...parts])
}

/** A real JPEG: eight by eight pixels of grey. */
export const jpeg = (): Buffer => Buffer.from(GREY, 'base64')
const GREY = [
  '/9j/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4O',
  'DhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIAAgDASIAAhEB',
  'AxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAUAQEAAAAAAAAAAAAAAAAAAAAA/8QAFBEBAAAA',
  'AAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AAA//2Q==',
].join('')

/** Bodies of a PDF's objects, the first of them number 1. */
export type PdfObject = string | Buffer

const bytesOf = (content: PdfObject): Buffer => (typeof content === 'string' ? Buffer.from(content, 'latin1') : content)

/** A whole PDF of the given objects, with a table that finds each; object 1 is the catalogue. */
export function pdfOf(objects: readonly PdfObject[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  const length = () => parts.reduce((sum, part) => sum + part.length, 0)
  objects.forEach((body, n) => {
    offsets.push(length())
    parts.push(Buffer.from(`${n + 1} 0 obj\n`), bytesOf(body), Buffer.from('\nendobj\n'))
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const xref = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Root 1 0 R /Size ${size} ${trailer} >>\n`
  parts.push(Buffer.from(`${xref}startxref\n${length()}\n%%EOF\n`))
  return Buffer.concat(parts)
}

/** The body of a stream object. */
export const stream = (dictionary: string, content: Buffer | string): Buffer => {
  const bytes = bytesOf(content)
  const head = `<< ${dictionary} /Length ${bytes.length} >>\nstream\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')])
}

/** A PDF of `pages` pages with one line of text; `extra` stands in its catalogue, for example `/OpenAction 6 0 R`. */
export function pdf(extra = '', { pages = 1, more = [] as readonly PdfObject[] } = {}): Buffer {
  // The first page is object 3; the others follow what else there is, each an object of its own.
  const others = Array.from({ length: pages - 1 }, (_, index) => 6 + more.length + index)
  const kids = [3, ...others].map((number) => `${number} 0 R`).join(' ')
  const font = '/Resources << /Font << /F 5 0 R >> >>'
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R ${font} >>`
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R ${extra} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    page,
    stream('', 'BT /F 18 Tf 10 40 Td (Not a passport) Tj ET'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...more,
    ...others.map(() => page),
  ])
}
