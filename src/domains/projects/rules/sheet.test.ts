import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import { linesOf } from '@/kit/text-lines'
import { EXAMPLE_MINT, examination, exampleDraft } from '@/test/application'
import { sheetPdf } from '../flows/sheet-file'
import { NO_ANSWERS, SHEET_PARTS, SHEET_QUESTIONS, type SheetAnswers } from '../schema/sheet'
import { examine } from './examine'
import { fitsSixPages, sheetLines, sheetOf, sheetProblems, sheetValue } from './sheet'

const HASH = 'a'.repeat(64)
const answers = (text = 'As said.') => Object.fromEntries(SHEET_QUESTIONS.map(({ id }) => [id, text])) as SheetAnswers

/** What was submitted, with other texts. */
function source(given: { sheet?: SheetAnswers; risks?: string } = {}) {
  const examined = examine({ ...exampleDraft(), sheet: NO_ANSWERS }, examination())
  if (examined.problems) throw new Error(JSON.stringify(examined.problems))
  const { content, terms } = examined
  const risks = { text: given.risks ?? content.risks.text }
  return {
    content: { ...content, risks, sheet: given.sheet ?? NO_ANSWERS },
    terms: { ...terms, saleMint: EXAMPLE_MINT.address },
  }
}
const sheet = (given?: Parameters<typeof source>[0]) => sheetOf({ ...source(given), termsHash: HASH, version: 1 })
const pagesOf = (pdf: Uint8Array) =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type \/Page\n/g)?.length ?? 0

describe('an information sheet', () => {
  test('has every part and every answer, the two prescribed texts, and is the same for the same terms', () => {
    const drawn = sheet({ sheet: answers('We say so.') })
    expect(drawn.parts.map(({ part }) => part)).toEqual(Object.keys(SHEET_PARTS))
    expect(drawn.parts.flatMap(({ items }) => items).filter(({ text }) => text === 'We say so.')).toHaveLength(11)
    expect(drawn.disclaimer).toMatch(/^This crowdfunding offer has been neither verified nor approved/)
    expect(drawn.riskWarning).toMatch(/^Investment in this crowdfunding project entails risks/)
    const again = sheet({ sheet: answers('We say so.') })
    expect(canonicalJson(sheetValue(again))).toBe(canonicalJson(sheetValue(drawn)))
    expect([drawn.complete, sheet().complete]).toEqual([true, false])
  })
  test('of which some questions are answered and others not is sent back, question by question', () => {
    const some = { ...answers(), rights: '', costs: '' }
    const { content, terms } = source({ sheet: some })
    expect(sheetProblems(content, terms).map(({ section, field }) => `${section}.${field}`)).toEqual([
      'sheet.rights',
      'sheet.costs',
    ])
    expect(sheetProblems(source().content, terms)).toEqual([])
  })
  test('of more than six pages is refused, whatever makes it long', () => {
    for (const risks of ['W'.repeat(20_000), 'a\n'.repeat(9_999), 'Disks fail. '.repeat(1_600)]) {
      const { content, terms } = source({ risks, sheet: answers('W'.repeat(1_500)) })
      expect(sheetProblems(content, terms)).toMatchObject([{ section: 'risks', field: 'text' }])
    }
  })
  test('that was let through never has a seventh page, however near to it', { timeout: 60_000 }, async () => {
    const letter = fc.constantFrom('W', 'i', ' ', 'ä', '\n', 'Ж', 'Ю', 'ữ', '漢', '@', 'mm', 'A long word ')
    const text = fc.array(letter, { minLength: 1, maxLength: 400 }).map((all) => all.join(''))
    const pages: number[] = []
    await fc.assert(
      fc.asyncProperty(text, text, async (risks, answer) => {
        const drawn = (times: number) => sheet({ risks: risks.repeat(times), sheet: answers(answer) })
        let [fits, longer] = [0, Math.ceil(20_000 / risks.length)]
        while (longer - fits > 1) {
          const between = Math.floor((fits + longer) / 2)
          if (fitsSixPages(drawn(between))) fits = between
          else longer = between
        }
        const longest = drawn(fits)
        const row = {
          number: 1,
          hash: sha256(canonicalJson(sheetValue(longest))).toString('hex'),
          at: new Date(0),
          sheet: longest,
        }
        pages.push(pagesOf(await sheetPdf(row)))
        expect(pages.at(-1)).toBeLessThanOrEqual(6)
      }),
      { numRuns: 12 },
    )
    expect(pages.filter((count) => count >= 5).length).toBeGreaterThan(5)
  })
  test('loses no word on its way onto lines', () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-z.,]{1,200}$/), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(words, (given) => {
        const text = given.join(' ')
        expect(linesOf(text, 53_600n).join(' ').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
    expect(sheetLines(sheet()).length).toBe(Object.keys(SHEET_PARTS).length + 2)
  })
})
