import PdfDocument from 'pdfkit'

/** A part of a document: a heading, which may be empty, and its lines. */
export type PdfSection = { heading: string; lines: readonly string[] }

/** A plain A4 document: a title, a line below it, and sections. Letters outside Latin-1 are written as `?`: its fonts have no others. */
export async function makePdf(
  title: string,
  about: string,
  sections: readonly PdfSection[],
  madeAt?: Date,
): Promise<Uint8Array> {
  const info = { Title: title, ...(madeAt && { CreationDate: madeAt }) }
  const document = new PdfDocument({ size: 'A4', margin: 56, info })
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve())
    document.on('error', reject)
  })
  const write = (text: string, size: number, font: string) => document.font(font).fontSize(size).text(latin(text))
  write(title, 18, 'Helvetica-Bold')
  write(about, 9, 'Helvetica').moveDown()
  for (const { heading, lines } of sections) {
    if (heading) write(heading, 12, 'Helvetica-Bold').moveDown(0.3)
    for (const line of lines) write(line, 9, 'Helvetica')
    document.moveDown()
  }
  document.end()
  await done
  return new Uint8Array(Buffer.concat(chunks))
}

const latin = (text: string): string => text.replace(/[^\n\u0020-\u007e\u00a0-\u00ff]/g, '?')
