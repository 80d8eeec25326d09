import { makePdf } from '@/server/pdf'
import { type Sheet, sheetLines } from '../rules/sheet'

/** Drawn before, by hash: a version never changes. */
const drawn = new Map<string, Uint8Array>()
const MOST_KEPT = 64

type Row = { number: number; hash: string; at: Date; sheet: Sheet }

/** A sheet as a PDF of at most six pages of A4. */
export async function sheetPdf({ number, hash, at, sheet }: Row): Promise<Uint8Array> {
  const known = drawn.get(hash)
  if (known) return known
  const about = `Version ${number} by ${sheet.by}. SHA-256 of its canonical JSON: ${hash}. Terms: ${sheet.termsHash}.`
  const pdf = await makePdf({
    ...{ title: `Information sheet: ${sheet.title}`, about, whole: 'The JSON of this version, beside it on the site,' },
    ...{ sections: sheetLines(sheet), madeAt: at },
  })
  const [oldest] = drawn.keys()
  if (drawn.size >= MOST_KEPT && oldest) drawn.delete(oldest)
  drawn.set(hash, pdf)
  return pdf
}
