import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { jpeg, pdf, pdfOf, png, stream } from '@/test/files'
import { sanitise } from './client'
import { LIMITS } from './limits'
import { scanPdf } from './pdf-scan'
import type { FileType } from './verdict'

// The npm parts alone, whatever programs this machine has; those have their own tests.
process.env.PATH = ''

const pagesOf = async (bytes: Buffer, type: FileType) => {
  const verdict = await sanitise(bytes, type)
  if (!verdict.ok) throw new Error(verdict.fault)
  return verdict.pages
}
const faultOf = async (bytes: Buffer, type: FileType) => {
  const verdict = await sanitise(bytes, type)
  return verdict.ok ? 'none' : verdict.fault
}
const script = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>'

/** A PDF whose catalogue lies, deflated, in an object stream, found by a stream of references: no name in it can be seen from outside. */
function hiddenIn(catalogue: string): Buffer {
  const pages = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>'
  const bodies = [catalogue, pages, page]
  const starts = bodies.map((_, n) => bodies.slice(0, n).join(' ').length + (n > 0 ? 1 : 0))
  const index = `${starts.map((start, n) => `${n + 1} ${start}`).join(' ')} `
  const packed = stream(
    `/Type /ObjStm /N 3 /First ${index.length} /Filter /FlateDecode`,
    deflateSync(Buffer.from(index + bodies.join(' '))),
  )
  const head = Buffer.from('%PDF-1.7\n')
  const four = Buffer.concat([Buffer.from('4 0 obj\n'), packed, Buffer.from('\nendobj\n')])
  const at = head.length + four.length
  const row = (type: number, first: number, second: number) => Buffer.from([type, first >> 8, first & 255, second])
  const rows = [row(0, 0, 255), row(2, 4, 0), row(2, 4, 1), row(2, 4, 2), row(1, head.length, 0), row(1, at, 0)]
  const references = stream('/Type /XRef /W [1 2 1] /Size 6 /Root 1 0 R', Buffer.concat(rows))
  const tail = [Buffer.from('5 0 obj\n'), references, Buffer.from(`\nendobj\nstartxref\n${at}\n%%EOF\n`)]
  return Buffer.concat([head, four, ...tail])
}

describe('a picture', () => {
  test('is drawn anew as a JPEG without a word of its metadata, turned as its camera noted', async () => {
    const sent = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } })
      .withExif({ IFD0: { Copyright: 'Canary-4711', Software: '<script>alert(1)</script>' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const [page] = await pagesOf(sent, 'image/jpeg')
    const { format, width, height, exif, orientation } = await sharp(page).metadata()
    expect({ format, width, height, exif, orientation }).toEqual({ format: 'jpeg', width: 40, height: 60 })
    expect(Buffer.from(page!).includes('script')).toBe(false)
  })

  test('PNG and WebP come out as what can be seen, what lies behind their end does not', async () => {
    const webp = await sharp(png(20, 10)).webp().toBuffer()
    expect(await pagesOf(webp, 'image/webp')).toHaveLength(1)
    const polyglot = Buffer.concat([jpeg(), Buffer.from('PK\x03\x04<script>canary-4711</script>')])
    const drawn = await sanitise(polyglot, 'image/jpeg')
    if (drawn.ok) expect(Buffer.from(drawn.pages[0]!).includes('canary')).toBe(false)
    else expect(drawn.fault).toBe('damaged')
  })

  test('E1: of 20,000 by 20,000 pixels is refused by its header, in a moment', async () => {
    expect(await faultOf(png(8, 8, [20_000, 20_000]), 'image/png')).toBe('too_many_pixels')
    expect(await faultOf(png(6_400, 6_400), 'image/png')).toBe('too_many_pixels')
  })

  test('E2: that is cut, broken, animated or of another type is refused', async () => {
    const animated = await sharp(
      await Promise.all(
        ['#ff0000', '#0000ff'].map((background) =>
          sharp({ create: { width: 8, height: 8, channels: 3, background } })
            .png()
            .toBuffer(),
        ),
      ),
      {
        join: { animated: true },
      },
    )
      .webp()
      .toBuffer()
    expect(await faultOf(animated, 'image/webp')).toBe('animated')
    const whole = png(64, 64)
    expect(await faultOf(whole.subarray(0, whole.length - 30), 'image/png')).toBe('damaged')
    expect(await faultOf(jpeg(), 'image/png')).toBe('damaged')
    expect(await faultOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png')).toBe('damaged')
  })
})

describe('a PDF', () => {
  test('comes out as pages that can be looked at', async () => {
    const pages = await pagesOf(pdf('', { pages: 3 }), 'application/pdf')
    expect(pages).toHaveLength(3)
    const { width, height } = await sharp(pages[0]).metadata()
    expect([width, height]).toEqual([417, 209])
    const { channels } = await sharp(pages[0]).stats()
    expect(channels[0]!.min).toBeLessThan(60)
  })

  test.for<[string, string]>([
    ['a script', `/Names << /JavaScript << /Names [(a) ${script}] >> >>`],
    [
      'a script under an escaped name',
      `/Names << /J#61vaScript << /Names [(a) << /S /J#61vaScript /J#53 (x) >>] >> >>`,
    ],
    ['an act on opening', `/OpenAction ${script}`],
    ['an act on closing', '/AA << /WC << /S /Named /N /Print >> >>'],
    ['a program to start', '/Metadata << /S /Launch /F (cmd.exe) >>'],
    ['another file', '/Names << /EmbeddedFiles << /Names [] >> >>'],
    ['an XFA form', '/AcroForm << /XFA [] /Fields [] >>'],
    ['rich media', '/Extensions << /Subtype /RichMedia >>'],
  ])('E3: with %s is refused, plain or hidden in an object stream', ([, extra]) => {
    expect(() => scanPdf(pdf(extra))).toThrow(expect.objectContaining({ fault: 'active' }))
    const hidden = hiddenIn(`<< /Type /Catalog /Pages 2 0 R ${extra} >>`)
    expect(/JavaScript|\/JS|OpenAction|\/AA|Launch|Embedded|XFA|RichMedia/.test(hidden.toString('latin1'))).toBe(false)
    expect(() => scanPdf(hidden)).toThrow(expect.objectContaining({ fault: 'active' }))
  })

  test('E3: is scanned by the process that draws', async () => {
    expect(await faultOf(hiddenIn(`<< /Type /Catalog /Pages 2 0 R /OpenAction ${script} >>`), 'application/pdf')).toBe(
      'active',
    )
  })

  test('E3: whose objects lie in a stream is drawn when nothing in it acts', async () => {
    expect(await pagesOf(hiddenIn('<< /Type /Catalog /Pages 2 0 R >>'), 'application/pdf')).toHaveLength(1)
  })

  test('E3: that is encrypted, cut, or damaged in its table is refused', async () => {
    const encrypted = pdfOf(['<< /Type /Catalog /Pages 2 0 R >>'], '/Encrypt 9 0 R')
    expect(await faultOf(encrypted, 'application/pdf')).toBe('encrypted')
    const whole = pdf()
    expect(await faultOf(whole.subarray(0, whole.length - 60), 'application/pdf')).toBe('damaged')
    expect(await faultOf(Buffer.concat([whole, Buffer.from('PK\x03\x04')]), 'application/pdf')).toBe('damaged')
    const shifted = Buffer.from(
      whole.toString('latin1').replace(/0000000\d\d\d 00000 n/g, '0000000003 00000 n'),
      'latin1',
    )
    expect(await faultOf(shifted, 'application/pdf')).toBe('damaged')
  })

  test('E1: of 21 pages, or of a stream that unpacks without end, is refused', async () => {
    expect(await faultOf(pdf('', { pages: 21 }), 'application/pdf')).toBe('too_many_pages')
    const bomb = stream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', deflateSync(Buffer.alloc(80_000_000)))
    expect(await faultOf(pdf('', { more: [bomb] }), 'application/pdf')).toBe('damaged')
  })

  test('E20: with addresses of elsewhere fetches nothing', async () => {
    let asked = 0
    const sink = createServer((_, response) => {
      asked += 1
      response.end()
    })
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`
    const link = `<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (${url}a) >> >>`
    const remote = stream(`/Type /XObject /Subtype /Image /Width 1 /Height 1 /F << /FS /URL /F (${url}b) >>`, '')
    await sanitise(pdf(`/Base (${url}c) /URI << /Base (${url}) >>`, { more: [link, remote] }), 'application/pdf')
    await sanitise(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}"/></svg>`), 'image/png')
    await new Promise((resolve) => sink.close(resolve))
    expect(asked).toBe(0)
  })
})

describe('E1: the process that draws', () => {
  /** Draws for minutes. */
  const busy = () =>
    pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 2000] /Contents 4 0 R >>',
      stream(
        '/Filter /FlateDecode',
        deflateSync(Buffer.from('0 0 m 2000 2000 l 0 2000 l 2000 0 l b* '.repeat(2_000_000))),
      ),
    ])

  test('is ended by the kernel when its seconds are used up, and by us when it takes too much memory or time', async () => {
    expect(await sanitise(busy(), 'application/pdf', { ...LIMITS, cpuSeconds: 1 })).toEqual({
      ok: false,
      fault: 'stopped',
    })
    expect(await sanitise(busy(), 'application/pdf', { ...LIMITS, wallMs: 300 })).toEqual({
      ok: false,
      fault: 'stopped',
    })
    expect(await sanitise(busy(), 'application/pdf', { ...LIMITS, memory: 60_000_000 })).toEqual({
      ok: false,
      fault: 'stopped',
    })
  })
})
