import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { jpeg, pdf, pdfOf } from '@/test/files'
import { sanitise } from './client'
import { LIMITS } from './limits'
import { encryptionAt, programsHere, soundnessAt } from './programs'

// Neither program has to be there where tests run: stand-ins do what their manuals say (qpdf's exit codes of --is-encrypted and --check,
// its output to "-"; pdftoppm's page to its standard output).

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-programs-'))
const PATH = process.env.PATH ?? ''
afterAll(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
  process.env.PATH = folder
})

/** Puts an executable in the path. It may write no byte into a file. */
function put(name: string, script: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(path.join(folder, name), 0o755)
}
const QPDF = `
case "$1" in
  --is-encrypted) grep -aq /Encrypt "$2" && exit 0; exit 2 ;;
  --check) head -c 5 "$2" | grep -aq %PDF- || exit 2; grep -aq Guessed "$2" && exit 3; exit 0 ;;
  --linearize) [ "$2" = --object-streams=disable ] && [ "$4" = - ] && exec cat "$3"; exit 2 ;;
esac
exit 2`
const picture = path.join(folder, 'page.jpg')
const drawing = () => {
  writeFileSync(picture, jpeg())
  put('pdftoppm', `[ "$1 $2 $3" = "-jpeg -scale-to 2000" ] && [ "$4" = -f ] && exec cat ${picture}; exit 99`)
}
const faultOf = async (bytes: Buffer) => {
  const verdict = await sanitise(bytes, 'application/pdf')
  return verdict.ok ? `${verdict.pages.length} pages` : verdict.fault
}

describe('the programs for PDFs', () => {
  test('are taken from the path where they are there, and the npm parts do the work where not', async () => {
    process.env.PATH = folder
    expect(await programsHere()).toEqual({ qpdf: null, pdftoppm: null })
    expect(await faultOf(pdf('', { pages: 2 }))).toBe('2 pages')
    put('qpdf', QPDF)
    drawing()
    expect(await programsHere()).toEqual({ qpdf: path.join(folder, 'qpdf'), pdftoppm: path.join(folder, 'pdftoppm') })
    chmodSync(path.join(folder, 'qpdf'), 0o644)
    expect(await programsHere()).toMatchObject({ qpdf: null })
  })

  test('qpdf’s ends, as its manual has them: what is not known is no yes', () => {
    const codes = [0, 1, 2, 3, 4, 127, 137]
    expect(codes.map(encryptionAt)).toEqual(['encrypted', 'unknown', 'plain', ...Array(4).fill('unknown')])
    expect(codes.map(soundnessAt)).toEqual(['sound', 'broken', 'broken', 'mended', ...Array(3).fill('broken')])
  })

  test('E3: a file with warnings is taken as qpdf mended it, when nothing is left to mend, and is scanned like any other', async () => {
    const mending = QPDF.replace('exec cat "$3"', '{ LC_ALL=C sed s/Guessed/Mended_/ "$3"; exit 3; }')
    put('qpdf', mending)
    expect(await faultOf(pdf('/Guessed true'))).toBe('1 pages')
    expect(await faultOf(pdf('/Guessed true /AA << /WC << /S /Named /N /Print >> >>'))).toBe('active')
    put('qpdf', mending.replace('exit 3; }', 'exit 2; }'))
    expect(await faultOf(pdf('/Guessed true'))).toBe('damaged')
    put('qpdf', mending.replace('sed s/Guessed/Mended_/ "$3"', 'true'))
    expect(await faultOf(pdf('/Guessed true'))).toBe('damaged')
  })

  test('E3: what qpdf finds encrypted, broken or cannot mend is refused, and all else is scanned as it wrote it', async () => {
    put('qpdf', QPDF)
    expect(await faultOf(pdfOf(['<< /Type /Catalog /Pages 2 0 R >>'], '/Encrypt 9 0 R'))).toBe('encrypted')
    expect(await faultOf(Buffer.from('no file of the kind'))).toBe('damaged')
    expect(await faultOf(pdf('/Guessed true'))).toBe('damaged')
    expect(await faultOf(pdf('/AA << /WC << /S /Named /N /Print >> >>'))).toBe('active')
    expect(await faultOf(pdf())).toBe('1 pages')
  })

  test('pdftoppm draws page by page what was scanned before', async () => {
    drawing()
    const verdict = await sanitise(pdf('', { pages: 3 }), 'application/pdf')
    if (!verdict.ok) throw new Error(verdict.fault)
    expect(verdict.pages.map((page) => Buffer.from(page).equals(jpeg()))).toEqual([true, true, true])
    expect(await faultOf(pdf('/OpenAction << /S /JavaScript /JS (x) >>'))).toBe('active')
    expect(await faultOf(pdf('', { pages: 21 }))).toBe('too_many_pages')
  })

  test('E1: one that fails, answers with something else, runs on, writes or floods is no page', async () => {
    put('pdftoppm', 'exit 1')
    expect(await faultOf(pdf())).toBe('damaged')
    put('pdftoppm', 'echo "<html>"')
    expect(await faultOf(pdf())).toBe('damaged')
    put('pdftoppm', `echo left > ${folder}/left; cat ${picture}`)
    await faultOf(pdf())
    expect(readdirSync(folder).includes('left') ? readFileSync(path.join(folder, 'left'), 'utf8') : '').toBe('')
    put('pdftoppm', 'while :; do :; done')
    const short = { ...LIMITS, wallMs: 3_000 }
    expect(await sanitise(pdf(), 'application/pdf', short)).toEqual({ ok: false, fault: 'stopped' })
    put('pdftoppm', 'exec cat /dev/zero')
    const small = { ...LIMITS, answer: 1_000_000 }
    expect(await sanitise(pdf(), 'application/pdf', small)).toEqual({ ok: false, fault: 'stopped' })
  })

  test('E17: they learn nothing of our environment, and no file with a name is left behind', async () => {
    process.env.CANARY = 'canary-4711'
    put('qpdf', `env | grep -q canary && exit 0\n${QPDF}`)
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('flotilla-') && name.length === 15)
    expect(await faultOf(pdf())).toBe('1 pages')
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('flotilla-') && name.length === 15)
    expect(left).toEqual(before)
    delete process.env.CANARY
  })
})
