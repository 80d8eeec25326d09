import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextState } from '@/kit/transition'
import { Dice } from '@/test/dice'
import { jpeg, pdf, png } from '@/test/files'
import { DOCUMENT_STATES, type DocumentState } from '../schema'
import {
  afterEvents,
  DOCUMENT_EVENTS,
  DOCUMENT_TABLE,
  type DocumentEvent,
  isRefused,
  safeFileName,
  sniffType,
  typeProblem,
} from './document'

/** The same table written the other way: event -> from -> to. */
const EDGES: Record<DocumentEvent, Partial<Record<DocumentState, DocumentState>>> = {
  take_type: { quarantined: 'sniffed', scan_error: 'sniffed' },
  refuse_type: { quarantined: 'rejected_type', scan_error: 'rejected_type' },
  find_nothing: { sniffed: 'scanned' },
  find_malware: { sniffed: 'infected' },
  fail_to_scan: { sniffed: 'scan_error' },
  draw: { scanned: 'sanitised' },
  refuse_damaged: { scanned: 'rejected_type' },
  refuse_size: { scanned: 'rejected_size' },
  refuse_active: { scanned: 'rejected_active' },
  publish: { sanitised: 'clean' },
  supersede: { clean: 'superseded' },
  expire: { clean: 'expired' },
  shred: Object.fromEntries(
    DOCUMENT_STATES.filter((state) => state !== 'shredded').map((state) => [state, 'shredded' as const]),
  ),
}

describe('the way of a document', () => {
  test.for(DOCUMENT_STATES)('from %s: every event leads where it is said to, or nowhere', (state) => {
    for (const event of DOCUMENT_EVENTS)
      expect({ event, to: nextState(DOCUMENT_TABLE, state, event) }).toEqual({ event, to: EDGES[event][state] })
  })

  test('in 10,000 random steps is clean only after its last scan found nothing, and never again once refused', () => {
    const dice = new Dice(4_711)
    let state: DocumentState = 'quarantined'
    let scanned = false
    for (let step = 0; step < 10_000; step += 1) {
      const event = dice.of(DOCUMENT_EVENTS)
      const next: DocumentState | undefined = nextState(DOCUMENT_TABLE, state, event)
      if (!next) continue
      if (event === 'take_type') scanned = false
      if (event === 'find_nothing') scanned = true
      if (next === 'clean') expect(scanned).toBe(true)
      if (isRefused(state)) expect(next).toBe('shredded')
      state = next === 'shredded' || isRefused(next) ? 'quarantined' : next
    }
  })

  test('a scan that failed leads to clean only through another scan', () => {
    expect(afterEvents('quarantined', ['take_type', 'fail_to_scan'])).toBe('scan_error')
    expect(afterEvents('scan_error', ['draw', 'publish'])).toBeNull()
    expect(afterEvents('scan_error', ['take_type', 'find_nothing', 'draw', 'publish'])).toBe('clean')
  })
})

describe('E2: a file’s type', () => {
  const webp = Buffer.from('RIFF\x04\0\0\0WEBP', 'latin1')
  test.for<[string, Buffer, string | null]>([
    ['a.jpg', jpeg(), null],
    ['a.JPEG', jpeg(), null],
    ['a.png', png(), null],
    ['a.webp', webp, null],
    ['a.pdf', pdf(), null],
    ['a.png', jpeg(), 'other_ending'],
    ['a.pdf.png', pdf(), 'other_ending'],
    ['a.jpg.exe', jpeg(), 'other_ending'],
    ['a', png(), 'other_ending'],
    ['a.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'not_taken'],
    ['a.pdf', Buffer.from('<!doctype html><script>alert(1)</script>'), 'not_taken'],
    ['a.png', Buffer.from('GIF89a'), 'not_taken'],
    ['a.pdf', Buffer.concat([Buffer.from('\n'), pdf()]), 'not_taken'],
    ['a.jpg', Buffer.from('PK\x03\x04'), 'not_taken'],
    ['a.png', Buffer.alloc(0), 'not_taken'],
  ])('named %s is taken when content and name agree', ([name, bytes, problem]) => {
    expect(typeProblem(bytes, name)).toBe(problem)
  })

  test('of any bytes is one of four or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(typeof (sniffType(bytes) ?? '')).toBe('string')
      }),
    )
  })
})

describe('E2: a file name', () => {
  test('is harmless whatever was sent', () => {
    const text = fc.array(fc.nat(0x10ffff), { maxLength: 200 }).map((points) => String.fromCodePoint(...points))
    const name = fc.oneof(text, fc.constantFrom('../../etc/passwd', '..\\x.png', '\u202egnp.exe'))
    fc.assert(
      fc.property(name, (sent) => {
        expect(safeFileName(sent)).toMatch(/^[\p{L}\p{N} _-]{1,100}\.[a-z0-9]{1,8}$/u)
      }),
    )
    expect(safeFileName('..\\..\\<img src=x onerror=alert(1)>\u202egpj.PNG')).toBe('img src x onerror alert 1 gpj.png')
    expect(safeFileName('.htaccess')).toBe('document.htaccess')
  })
})
