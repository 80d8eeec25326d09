import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jpeg, pdf, png } from '@/test/files'
import { inspectFile } from './file-content'

const problemOf = async (bytes: Uint8Array) => {
  const file = await inspectFile(bytes)
  return file.ok ? null : file.problem
}

describe('a file is judged by its content', () => {
  test('JPEG, PNG and PDF are taken', async () => {
    expect(await inspectFile(jpeg())).toEqual({ ok: true, type: 'image/jpeg' })
    expect(await inspectFile(png())).toEqual({ ok: true, type: 'image/png' })
    expect(await inspectFile(pdf())).toEqual({ ok: true, type: 'application/pdf' })
  })

  test('a phone may append its own data to a JPEG', async () => {
    expect(await problemOf(Buffer.concat([jpeg(), Buffer.from('SEFT')]))).toBeNull()
  })

  test.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a web page', '<!doctype html><script>alert(1)</script>'],
    ['a GIF', 'GIF89a\x01\x00\x01\x00\x00\x00\x00;'],
    ['plain text', 'passport'],
    ['a PDF behind a web page', `<html></html>${pdf().toString('latin1')}`],
  ])('%s is refused', async (_, text) => {
    expect(await problemOf(Buffer.from(text, 'latin1'))).toMatch(/JPEG, PNG or PDF|damaged/)
  })

  test('a picture of 20,000 by 20,000 pixels is refused before anything decodes it', async () => {
    expect(await problemOf(png(8, 8, [20_000, 20_000]))).toMatch(/40 million pixels/)
    expect(await problemOf(jpeg(20_000, 20_000))).toMatch(/40 million pixels/)
  })

  test('a PNG with something behind its end is refused', async () => {
    expect(await problemOf(Buffer.concat([png(), Buffer.from('<script>')]))).toMatch(/damaged/)
  })

  test.each([
    '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>',
    '/AA << /S /Launch >>',
    '/J#53 (x)',
    '/AcroForm << /XFA 5 0 R >>',
  ])('a PDF with %s is refused', async (extra) => {
    expect(await problemOf(pdf(extra))).toMatch(/script, a form or another file/)
  })

  test('a PDF with a password is refused', async () => {
    expect(await problemOf(pdf('/Encrypt 9 0 R'))).toMatch(/password/)
  })

  test('cut anywhere, a file is refused', async () => {
    for (const whole of [jpeg(), png(), pdf()]) {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 8 }), async (length) => {
          expect(await problemOf(whole.subarray(0, length))).not.toBeNull()
        }),
      )
    }
  })

  test('random bytes behind a true beginning never crash the check', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(jpeg(), png(), pdf()),
        fc.uint8Array({ maxLength: 200 }),
        async (whole, noise) => {
          await inspectFile(Buffer.concat([whole.subarray(0, 24), noise]))
        },
      ),
      { numRuns: 500 },
    )
  })
})
