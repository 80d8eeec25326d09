import path from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import sharp from 'sharp'
import { type FileType, MAX_PAGES, MAX_PIXELS, Unfit } from './verdict.ts'

const FORMATS: Partial<Record<FileType, string>> = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' }
const LOADERS = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer']
/** A page is drawn at 150 dots an inch, or with four million pixels when that would be more. */
const DOTS_PER_POINT = 150 / 72
const MAX_PAGE_PIXELS = 4_000_000

/** Draws a picture anew: turned as its camera noted, on white, without a byte of metadata. */
export async function drawImage(bytes: Buffer, type: FileType): Promise<Uint8Array<ArrayBuffer>> {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' })
  try {
    const { format, width, height, pages = 1 } = await image.metadata()
    if (format !== FORMATS[type]) throw new Unfit('damaged')
    if (width * height > MAX_PIXELS) throw new Unfit('too_many_pixels')
    if (pages > 1) throw new Unfit('animated')
    const drawn = await image.rotate().flatten({ background: '#ffffff' }).jpeg({ quality: 88 }).toBuffer()
    return new Uint8Array(drawn)
  } catch (error) {
    if (error instanceof Unfit) throw error
    throw new Unfit(String(error).includes('pixel limit') ? 'too_many_pixels' : 'damaged')
  }
}

const folder = (name: string): string => `${path.resolve('node_modules/pdfjs-dist', name)}/`

/** Opens a PDF that nothing acts in. Nothing is fetched, no script runs, no form or annotation is filled in. */
async function openPdf(bytes: Buffer): Promise<PDFDocumentProxy> {
  const document = await getDocument({
    data: new Uint8Array(bytes),
    ...{ stopAtErrors: true, enableXfa: false, disableFontFace: true, useSystemFonts: false },
    ...{ useWorkerFetch: false, disableAutoFetch: true, disableStream: true, disableRange: true },
    ...{ standardFontDataUrl: folder('standard_fonts'), cMapUrl: folder('cmaps'), wasmUrl: folder('wasm') },
    ...{ iccUrl: folder('iccs'), maxImageSize: MAX_PIXELS, verbosity: 1 },
  }).promise.catch((error: Error) => {
    throw new Unfit(error.name === 'PasswordException' ? 'encrypted' : 'damaged')
  })
  if (document.numPages > MAX_PAGES) throw new Unfit('too_many_pages')
  await assertStill(document)
  return document
}

/** How many pages a PDF has that may be drawn. */
export async function lookAtPdf(bytes: Buffer): Promise<number> {
  const repairs = hearRepairs()
  const { numPages } = await openPdf(bytes)
  if (repairs() > 0) throw new Unfit('damaged')
  return numPages
}

/** Draws each page of a PDF. */
export async function drawPdf(bytes: Buffer): Promise<Uint8Array<ArrayBuffer>[]> {
  const repairs = hearRepairs()
  const document = await openPdf(bytes)
  const pages: Uint8Array<ArrayBuffer>[] = []
  for (let number = 1; number <= document.numPages; number += 1) pages.push(await drawPage(document, number))
  if (repairs() > 0) throw new Unfit('damaged')
  return pages
}

/** What the scan may have overlooked is asked of the reader once more. */
async function assertStill(document: PDFDocumentProxy): Promise<void> {
  const found = await Promise.all([document.getAttachments(), document.getOpenAction(), document.hasJSActions()])
  if (found.some(Boolean) || document.isPureXfa) throw new Unfit('active')
}

async function drawPage(document: PDFDocumentProxy, number: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const page = await document.getPage(number)
    const { width, height } = page.getViewport({ scale: 1 })
    const scale = Math.min(DOTS_PER_POINT, Math.sqrt(MAX_PAGE_PIXELS / (width * height)))
    const viewport = page.getViewport({ scale })
    const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)))
    await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport, background: '#ffffff' }).promise
    page.cleanup()
    return new Uint8Array(await canvas.encode('jpeg', 85))
  } catch {
    throw new Unfit('damaged')
  }
}

/** The reader says when it had to guess at a broken table of objects; two readers may then see two documents. */
function hearRepairs(): () => number {
  let heard = 0
  const listen = (...words: unknown[]) => {
    if (/Indexing all PDF objects|XRef/i.test(words.join(' '))) heard += 1
  }
  console.warn = listen
  console.log = listen
  return () => heard
}
