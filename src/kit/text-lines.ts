/** Advance widths of Helvetica in thousandths of its size, from the space to the tilde (Adobe's core font metrics). */
const WIDTHS = (
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 ' +
  '1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 ' +
  '333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
)
  .split(' ')
  .map((width) => BigInt(width))
const FIRST = 0x20
/** What any other letter counts as: none that our papers draw is wider (`src/server/pdf.ts`). */
export const WIDEST = 1_080n

const widthOf = (letter: string): bigint => WIDTHS[(letter.codePointAt(0) ?? 0) - FIRST] ?? WIDEST

const width = (text: string): bigint => [...text].reduce((sum, letter) => sum + widthOf(letter), 0n)

/**
 * Breaks text into lines that fit, at spaces and within words that are wider than a line: `available` is in thousandths of the
 * font's size, for Helvetica and what is as wide. Lines that the text has stay; what is not of its letters counts as the widest.
 */
export const linesOf = (text: string, available: bigint): string[] =>
  text.split('\n').flatMap((paragraph) => broken(paragraph, available))

function broken(paragraph: string, available: bigint): string[] {
  const lines: string[] = []
  let [line, used] = ['', 0n]
  for (const word of paragraph.split(' ').flatMap((one) => pieces(one, available))) {
    const wide = width(word)
    const joined = line === '' ? wide : used + widthOf(' ') + wide
    if (line !== '' && joined > available) {
      lines.push(line)
      ;[line, used] = [word, wide]
    } else [line, used] = [line === '' ? word : `${line} ${word}`, joined]
  }
  return [...lines, line]
}

/** A word in pieces of which each fits on a line. */
function pieces(word: string, available: bigint): string[] {
  const all: string[] = []
  let [piece, used] = ['', 0n]
  for (const letter of word) {
    const wide = widthOf(letter)
    if (piece !== '' && used + wide > available) {
      all.push(piece)
      ;[piece, used] = ['', 0n]
    }
    piece += letter
    used += wide
  }
  return [...all, piece]
}
