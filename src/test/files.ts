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

/** The segments of a baseline JPEG of the given size with a short scan. */
export function jpeg(width = 8, height = 8): Buffer {
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex')
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  const application = Buffer.from('ffe000104a46494600010100000100010000', 'hex')
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    application,
    frame,
    Buffer.from('ffda0008010100003f00', 'hex'),
    Buffer.from('d2cf20', 'hex'),
    Buffer.from('ffd9', 'hex'),
  ])
}

/** A PDF of one empty page; `extra` stands in its catalogue, for example `/OpenAction 5 0 R`. */
export const pdf = (extra = ''): Buffer =>
  Buffer.from(
    [
      '%PDF-1.7',
      `1 0 obj << /Type /Catalog /Pages 2 0 R ${extra} >> endobj`,
      '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
      '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] /Contents 4 0 R >> endobj',
      '4 0 obj << /Length 9 >> stream\n/JS /Enc\nendstream endobj',
      'trailer << /Root 1 0 R /Size 5 >>',
      'startxref\n0\n%%EOF\n',
    ].join('\n'),
    'latin1',
  )
