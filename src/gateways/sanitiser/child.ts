// The process that draws files anew (client.ts starts one for each file and ends it). It gets the file on its standard input and
// its type as argument, may write nothing, and answers with one line of JSON and the bytes of the pages. With `look` it scans a PDF and
// answers how many pages it has: another program draws them.
import { drawImage, drawPdf, lookAtPdf } from './draw.ts'
import { scanPdf } from './pdf-scan.ts'
import { FILE_TYPES, type FileType, Unfit } from './verdict.ts'

async function everything(): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of process.stdin) parts.push(part)
  return Buffer.concat(parts)
}

async function pagesOf(bytes: Buffer, type: FileType): Promise<Uint8Array[]> {
  if (type !== 'application/pdf') return [await drawImage(bytes, type)]
  scanPdf(bytes)
  return drawPdf(bytes)
}

async function main(): Promise<void> {
  const type = FILE_TYPES.find((known) => known === process.argv[2])
  if (!type) throw new Error('name the type of the file')
  const bytes = await everything()
  if (process.argv[3] === 'look') {
    scanPdf(bytes)
    process.stdout.write(`${JSON.stringify({ pages: await lookAtPdf(bytes) })}\n`)
    return
  }
  const pages = await pagesOf(bytes, type)
  process.stdout.write(`${JSON.stringify({ sizes: pages.map(({ length }) => length) })}\n`)
  for (const page of pages) process.stdout.write(page)
}

main().catch((error: unknown) => {
  const fault = error instanceof Unfit ? error.fault : 'damaged'
  process.stdout.write(`${JSON.stringify({ fault })}\n`)
  if (!(error instanceof Unfit)) process.stderr.write(`${error}\n`)
})
