import { fileTypeFromBuffer } from 'file-type'

/** The only kinds of file that are taken, by content. */
export const FILE_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const
export type FileType = (typeof FILE_TYPES)[number]

export type InspectedFile = { ok: true; type: FileType } | { ok: false; problem: string }

const END_OF_IMAGE = Buffer.from([0xff, 0xd9])
const MAX_PIXELS = 40_000_000
const WRONG_TYPE = 'Send a JPEG, PNG or PDF file. What counts is the content, not the name.'
const DAMAGED = 'The file is damaged or cut short. Save it again and send the new file.'
const TOO_MANY_PIXELS = 'The picture has more than 40 million pixels. Send a smaller one.'

const CHECKS: Record<FileType, (bytes: Buffer) => string | null> = {
  'image/jpeg': jpegProblem,
  'image/png': pngProblem,
  'application/pdf': pdfProblem,
}

/** Names a file's type from its bytes and checks that it is whole: a known start alone is not enough. */
export async function inspectFile(bytes: Uint8Array): Promise<InspectedFile> {
  const found = await fileTypeFromBuffer(bytes)
  const type = FILE_TYPES.find((known) => known === found?.mime)
  if (!type) return { ok: false, problem: WRONG_TYPE }
  const problem = CHECKS[type](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return problem ? { ok: false, problem } : { ok: true, type }
}

const tooLarge = (width: number, height: number): string | null =>
  width * height > MAX_PIXELS ? TOO_MANY_PIXELS : width === 0 || height === 0 ? DAMAGED : null

/** Walks the segments up to the first scan and wants an end marker behind it; phones append data of their own to that. */
function jpegProblem(bytes: Buffer): string | null {
  let size: string | null = DAMAGED
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return DAMAGED
    const marker = bytes[at + 1]!
    const length = bytes.readUInt16BE(at + 2)
    if (length < 2 || at + 2 + length > bytes.length) return DAMAGED
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      if (length < 8) return DAMAGED
      size = tooLarge(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5))
    }
    if (marker === 0xda) return bytes.indexOf(END_OF_IMAGE, at + 2 + length) < 0 ? DAMAGED : size
    at += 2 + length
  }
  return DAMAGED
}

/** Header first, every chunk inside the file, the end chunk last with nothing behind it. */
function pngProblem(bytes: Buffer): string | null {
  if (bytes.length < 45 || bytes.toString('latin1', 12, 16) !== 'IHDR') return DAMAGED
  const size = tooLarge(bytes.readUInt32BE(16), bytes.readUInt32BE(20))
  if (size) return size
  let hasData = false
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    at += 12 + length
    if (name === 'IDAT') hasData = true
    if (name === 'IEND') return at === bytes.length && hasData ? null : DAMAGED
  }
  return DAMAGED
}

/** Starts at byte 0, ends with its trailer, carries no script, no attachment and no password. */
function pdfProblem(bytes: Buffer): string | null {
  if (!/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) return WRONG_TYPE
  const end = bytes.toString('latin1', Math.max(0, bytes.length - 1_024))
  if (!end.includes('startxref') || !end.includes('%%EOF')) return DAMAGED
  const structure = withoutStreams(bytes.toString('latin1'))
  if (/\/Encrypt\b/.test(structure)) return 'The PDF is protected by a password. Send it without one.'
  if (/\/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b/.test(structure))
    return 'The PDF carries a script, a form or another file. Print it to a new PDF and send that.'
  return null
}

/** The text between the streams, with #xx escapes in names undone. What is compressed stays unseen: a first gate only. */
function withoutStreams(text: string): string {
  const parts: string[] = []
  let from = 0
  for (;;) {
    const start = text.indexOf('stream', from)
    const end = start < 0 ? -1 : text.indexOf('endstream', start + 6)
    parts.push(text.slice(from, end < 0 ? undefined : start))
    if (end < 0) break
    from = end + 9
  }
  return parts.join(' ').replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}
