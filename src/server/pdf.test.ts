import fc from 'fast-check'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, test } from 'vitest'
import { makePdf, SQUARE } from './pdf'

/** What somebody reads who opens it, by another hand than the one that wrote it. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const document = await getDocument({ data: bytes.slice(), verbosity: 0 }).promise
  const lines: string[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent()
    lines.push(items.map((item) => ('str' in item ? item.str : '')).join(' '))
  }
  await document.loadingTask.destroy()
  return lines.join(' ').replace(/\s+/g, ' ').normalize('NFC')
}
const paper = (line: string, heading = 'Heading') =>
  makePdf({
    ...{ title: 'A paper', about: 'About it.', whole: 'The JSON' },
    sections: [{ heading, lines: [line] }],
    madeAt: new Date(0),
  })
const NOTICE = 'Letters that this file cannot draw stand as'

describe('a paper', () => {
  test.each([
    ['Polish', 'Zażółć gęślą jaźń, „Łódź”'],
    ['Greek', 'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία — ώς ῆ ᾧ'],
    ['Cyrillic', 'Съешь ещё этих мягких булок № 5; Їжак, љубав, Ўзбек'],
    ['Vietnamese', 'Nguyễn Thị Hường ở Việt Nam, tiếng Việt đẹp lắm'],
    ['signs', '1 000 €, ≥ 5 %, “so” → 2,5 × 10⁹'],
  ])('says in %s what was written, in bold too', async (_, line) => {
    const text = await textOf(await paper(line, line))
    expect(text.split(line)).toHaveLength(3)
    expect(text).not.toContain(NOTICE)
    expect(text).not.toContain(SQUARE)
  })

  test.each([
    ['Chinese', '漢字', 2],
    ['Georgian', 'ქართ', 4],
    ['Hebrew', 'שלום', 4],
    ['Arabic', 'سلام', 4],
    ['pictures', '🚀', 1],
  ])('whose letters it cannot draw, %s, says so in its head and where they stand', async (_, letters, count) => {
    const text = await textOf(await paper(`Before ${letters} after?`))
    expect(text).toContain(`About it. ${NOTICE} ${SQUARE}. The JSON has all of them. Heading`)
    expect(text).toContain(`Before ${SQUARE.repeat(count)} after?`)
  })

  test('bears its mark at the foot of every page', async () => {
    const lines = Array.from({ length: 90 }, (_, place) => `Line ${place}.`)
    const sections = [{ heading: 'Long', lines }]
    const text = await textOf(await makePdf({ title: 'A', about: 'B', whole: 'C', sections, mark: 'Exported by ann.' }))
    expect(text.split('Exported by ann.')).toHaveLength(3)
    expect(text).toContain('Exported by ann. Page 2 of 2.')
  })

  test('bears a long mark whole, within the margins, and begins no page for it', async () => {
    const mark = `Case ${'0'.repeat(36)}, exported on 2026-05-01T12:00:00.000Z by ${'1'.repeat(36)}. No personal data of the member is in it.`
    const bytes = await makePdf({ title: 'A', about: 'B', whole: 'C', sections: [], mark })
    expect(await textOf(bytes)).toContain(`${mark} Page 1 of 1.`)
    const document = await getDocument({ data: bytes.slice(), verbosity: 0 }).promise
    const [left, , right] = (await document.getPage(1)).view
    const { items } = await (await document.getPage(1)).getTextContent()
    const ends = items.flatMap((item) => ('str' in item ? [item.transform[4] + item.width] : []))
    expect(Math.max(...ends)).toBeLessThan(right! - left! - 50)
    await document.loadingTask.destroy()
  })

  test('never loses or changes a letter without saying so, whatever it is', async () => {
    const unit = fc.stringMatching(/^[\p{L}\p{N}\p{P}]$/u)
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1, maxLength: 40 }), async (letters) => {
        const line = letters.join('').normalize('NFC')
        const text = await textOf(await paper(line))
        expect(text.includes(line) || text.includes(NOTICE)).toBe(true)
      }),
      { numRuns: 12 },
    )
  })

  test('is the same file for the same words', async () => {
    expect(Buffer.from(await paper('Łódź')).equals(Buffer.from(await paper('Łódź')))).toBe(true)
  })
})
