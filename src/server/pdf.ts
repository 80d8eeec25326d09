import { readFileSync } from 'node:fs'
import path from 'node:path'
import { create, type Font } from 'fontkit'
import PdfDocument from 'pdfkit'
import { WIDEST } from '@/kit/text-lines'

/** A part of a document: a heading, which may be empty, and its lines. */
export type PdfSection = { heading: string; lines: readonly string[] }

type Papers = {
  title: string
  /** A line below the title. */
  about: string
  /** What has every letter, where this file has not: said in its head, such as `The JSON of this version`. */
  whole: string
  sections: readonly PdfSection[]
  madeAt?: Date
  /** What stands at the foot of every page, such as who exported it and when. */
  mark?: string
}

/**
 * A plain A4 document: a title, a line below it, and sections. Arimo has the letters of Latin, Greek, Cyrillic and Vietnamese, and is as
 * wide as Helvetica. A letter that cannot be drawn is a square, and the head of the document says so and where it can be read.
 */
export async function makePdf({ title, about, whole, sections, madeAt, mark }: Papers): Promise<Uint8Array> {
  const { regular, bold, has } = fonts()
  const info = { Title: title, ...(madeAt && { CreationDate: madeAt }) }
  const document = new PdfDocument({ size: 'A4', margin: MARGIN, info, bufferPages: true })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve())
    document.on('error', reject)
  })
  document.registerFont(REGULAR, regular).registerFont(BOLD, bold)
  const write = (text: string, size: number, font: string) => document.font(font).fontSize(size).text(drawn(text, has))
  write(title, 18, BOLD)
  write(about, 9, REGULAR)
  const everything = [title, about, ...sections.flatMap(({ heading, lines }) => [heading, ...lines])]
  if (everything.some((text) => drawn(text, has) !== text))
    write(`Letters that this file cannot draw stand as ${SQUARE}. ${whole} has all of them.`, 9, BOLD)
  document.moveDown()
  for (const { heading, lines } of sections) {
    if (heading) write(heading, 12, BOLD).moveDown(0.3)
    for (const line of lines) write(line, 9, REGULAR)
    document.moveDown()
  }
  if (mark) markPages(document, drawn(mark, has))
  document.end()
  await done
  return new Uint8Array(Buffer.concat(chunks))
}

/** Writes the mark at the foot of every page that was made so far, in as many lines as it takes, and which page it is. */
function markPages(document: InstanceType<typeof PdfDocument>, mark: string): void {
  const { start, count } = document.bufferedPageRange()
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page)
    // What stands in the margin would begin another page.
    document.page.margins.bottom = 0
    document.font(REGULAR).fontSize(7).fillColor('gray')
    const foot = `${mark} Page ${page - start + 1} of ${count}.`
    document.text(foot, MARGIN, document.page.height - 40, { width: document.page.width - 2 * MARGIN })
  }
}

/** Points. */
const MARGIN = 56
const [REGULAR, BOLD] = ['regular', 'bold']
/** What stands for a letter that cannot be drawn. */
export const SQUARE = '\u25a1'
/** The font has letters of these, but nothing here writes from right to left. */
const LEFTWARD = /[\p{Script=Hebrew}\p{Script=Arabic}]/u

const drawn = (text: string, has: (letter: string) => boolean): string =>
  text.replace(/[^\n\u0020-\u007e]/gu, (letter) => (has(letter) ? letter : SQUARE))

type Fonts = { regular: Buffer; bold: Buffer; has: (letter: string) => boolean }
let read: Fonts | null = null

/** The two fonts, and which letters both have that are no wider than whoever breaks lines supposes. Read at the first use. */
function fonts(): Fonts {
  if (read) return read
  const [regular, bold] = ['400Regular', '700Bold'].map((weight) =>
    readFileSync(path.join(process.cwd(), `node_modules/@expo-google-fonts/arimo/${weight}/Arimo_${weight}.ttf`)),
  ) as [Buffer, Buffer]
  const [one, other] = [create(regular) as Font, create(bold) as Font]
  const fits = (code: number) => (one.glyphForCodePoint(code).advanceWidth * 1_000) / one.unitsPerEm <= Number(WIDEST)
  const letters = new Set(one.characterSet.filter((code) => other.hasGlyphForCodePoint(code) && fits(code)))
  read = { regular, bold, has: (letter) => letters.has(letter.codePointAt(0) ?? 0) && !LEFTWARD.test(letter) }
  return read
}
