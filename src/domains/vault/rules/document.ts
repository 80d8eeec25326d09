import { refusals } from '@/kit/refusal'
import { HOUR, SECOND } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'
import type { DocumentState, FileType, Problem } from '../schema'

export const refuseDocument = refusals('vault', {
  noDocument: { kind: 'missing', message: () => 'There is no such document.' },
  noLink: {
    kind: 'missing',
    message: () => 'This way to the document was used, or its 30 seconds are over. Open it again.',
  },
  erased: { kind: 'missing', message: () => 'This document was erased.' },
  notClean: {
    kind: 'conflict',
    message: () => 'This document is not checked yet, or was refused. Nobody can look at it.',
  },
  storeAway: {
    kind: 'unavailable',
    message: () =>
      'The document cannot be fetched from its store at the moment. Nothing was lost; open it again later.',
  },
  tooLarge: {
    kind: 'invalid',
    field: 'file',
    message: () => 'A document has at most 10 MB. Send a smaller file.',
  },
  empty: { kind: 'invalid', field: 'file', message: () => 'The file is empty.' },
  refused: { kind: 'invalid', field: 'file', message: (c: { problem: Problem }) => PROBLEM_WORDS[c.problem] },
  tooMany: {
    kind: 'conflict',
    field: 'file',
    message: () => `At most ${QUOTA.files} documents. Remove one first.`,
  },
  tooMuch: {
    kind: 'conflict',
    field: 'file',
    message: () => 'All documents together have at most 100 MB. Remove one first, or send a smaller file.',
  },
  tooOften: {
    kind: 'conflict',
    field: 'file',
    message: () => `At most ${QUOTA.uploadsAnHour} files an hour. Send this one later.`,
  },
})

/** What one subject may have (design, E1): files and bytes at a time, uploads an hour. */
export const QUOTA = { files: 40, bytes: 100_000_000, uploadsAnHour: 10 } as const
export const UPLOAD_WINDOW = HOUR
/** The largest file in bytes, whatever it is. */
export const MAX_BYTES = 10_000_000
/** How long a way to a document stays open. */
export const LINK_LIFE = 30 * SECOND

/** What happens to a document on its way and after (design, A6). */
export const DOCUMENT_EVENTS = [
  'take_type',
  'refuse_type',
  'find_nothing',
  'find_malware',
  'fail_to_scan',
  'draw',
  'refuse_damaged',
  'refuse_size',
  'refuse_active',
  'publish',
  'supersede',
  'expire',
  'shred',
] as const
export type DocumentEvent = (typeof DOCUMENT_EVENTS)[number]

const GONE = { shred: 'shredded' } as const

/**
 * The way of a document. It has no row while it is asked for or still arriving, and begins here in quarantine. What could not be
 * scanned waits and is scanned again: nothing leads from there to `clean` but a scan that found nothing.
 */
export const DOCUMENT_TABLE: TransitionTable<DocumentState, DocumentEvent> = {
  quarantined: { take_type: 'sniffed', refuse_type: 'rejected_type', ...GONE },
  sniffed: { find_nothing: 'scanned', find_malware: 'infected', fail_to_scan: 'scan_error', ...GONE },
  scanned: {
    ...{ draw: 'sanitised', refuse_damaged: 'rejected_type', refuse_size: 'rejected_size' },
    ...{ refuse_active: 'rejected_active', ...GONE },
  },
  sanitised: { publish: 'clean', ...GONE },
  clean: { supersede: 'superseded', expire: 'expired', ...GONE },
  scan_error: { take_type: 'sniffed', refuse_type: 'rejected_type', ...GONE },
  rejected_type: GONE,
  rejected_size: GONE,
  rejected_active: GONE,
  infected: GONE,
  superseded: GONE,
  expired: GONE,
  shredded: {},
}

/** The state after events, one after another; null when the table has no such way. */
export function afterEvents(state: DocumentState, events: readonly DocumentEvent[]): DocumentState | null {
  return events.reduce<DocumentState | null>((at, event) => at && (nextState(DOCUMENT_TABLE, at, event) ?? null), state)
}

/** States in which a file still has to be examined. */
export const UNEXAMINED = ['quarantined', 'scan_error'] as const satisfies readonly DocumentState[]
/** States of a file that will never be looked at. Its bytes are gone. */
export const REFUSED = [
  'rejected_type',
  'rejected_size',
  'rejected_active',
  'infected',
] as const satisfies readonly DocumentState[]

export const isRefused = (state: DocumentState): boolean => REFUSED.some((refused) => refused === state)
export const isUnexamined = (state: DocumentState): boolean => UNEXAMINED.some((open) => open === state)

/** What a sender reads about a file that did not come through. */
export const PROBLEM_WORDS: Record<Problem, string> = {
  not_taken: 'Send a JPEG, PNG, WebP or PDF file. What counts is the content, not the name.',
  other_ending:
    'The name ends in another way than the content asks for. Send the file under its right ending: .jpg, .png, .webp or .pdf.',
  damaged: 'The file is damaged or cut short. Save it again and send the new file.',
  animated: 'The picture moves. Send a still picture.',
  too_many_pixels: 'The picture has more than 40 million pixels. Send a smaller one.',
  too_many_pages: 'The PDF has more than 20 pages. Send only the pages that are needed.',
  active: 'The PDF carries a script, a form or another file. Print it to a new PDF and send that.',
  encrypted: 'The PDF is protected by a password. Send it without one.',
  stopped: 'The file takes too long to draw. Print it to a new PDF, or send a picture of it.',
  malware: 'A scanner found something harmful in this file. It was not kept.',
  scanner_away:
    'The file waits for the virus scanner. You need to do nothing; it is checked as soon as the scanner answers.',
}

/** Which event a fault of drawing is. */
export const FAULT_EVENTS = {
  damaged: 'refuse_damaged',
  animated: 'refuse_damaged',
  active: 'refuse_active',
  encrypted: 'refuse_active',
  stopped: 'refuse_size',
  too_many_pixels: 'refuse_size',
  too_many_pages: 'refuse_size',
} as const satisfies Partial<Record<Problem, DocumentEvent>>

const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0): boolean =>
  start.every((byte, n) => bytes[at + n] === byte)
const RIFF = [0x52, 0x49, 0x46, 0x46]
const WEBP = [0x57, 0x45, 0x42, 0x50]

/** A file's type by its first bytes; null for everything that is not taken. */
export function sniffType(bytes: Uint8Array): FileType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, RIFF) && startsWith(bytes, WEBP, 8)) return 'image/webp'
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d])) return 'application/pdf'
  return null
}

const ENDINGS: Record<FileType, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
}

/** What speaks against a file before anybody reads it: its content is of no type that is taken, or its name says another one. */
export function typeProblem(bytes: Uint8Array, fileName: string): Problem | null {
  const type = sniffType(bytes)
  if (!type) return 'not_taken'
  const ending = /\.([A-Za-z0-9]+)\s*$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  return ENDINGS[type].includes(ending) ? null : 'other_ending'
}

/**
 * A file name that is safe to show and to send in a header: the last part of a path, letters, digits and a few signs,
 * 100 characters, with the ending that the sender gave it.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const ending = /\.([A-Za-z0-9]{1,8})\s*$/.exec(last)?.[1]?.toLowerCase() ?? 'bin'
  const stem = last
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return `${[...stem].slice(0, 100).join('').trim() || 'document'}.${ending}`
}

/** Whose data key seals a document. */
export const keyOf = (documentId: string) => `document:${documentId}` as const
/** Whose data key seals what a document is called: it stays readable to its sender when the bytes of a refused file are gone. */
export const nameKeyOf = (documentId: string) => `filename:${documentId}` as const
/** What that name is sealed for. */
export const NAME = 'name'
/** What a part is sealed for. */
export const partPurpose = (part: number): string => `part:${part}`
/** Where a part lies in the object store. */
export const objectKey = (documentId: string, part: number): string => `documents/${documentId}/${part}`
