/** The kinds of file that are taken. */
export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const
export type FileType = (typeof FILE_TYPES)[number]

/** Why a file is not made into pages. `stopped`: it used more time or memory than a file may. */
export const FAULTS = [
  'damaged',
  'active',
  'encrypted',
  'too_many_pixels',
  'too_many_pages',
  'animated',
  'stopped',
] as const
export type Fault = (typeof FAULTS)[number]

/** What became of a file: JPEG pages that were drawn anew, with nothing of the original but what can be seen; or a fault. */
export type Verdict = { ok: true; pages: Uint8Array<ArrayBuffer>[] } | { ok: false; fault: Fault }

/** Thrown inside the process that draws; its parent sees the fault alone. */
export class Unfit extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault)
    this.fault = fault
  }
}

export const MAX_PIXELS = 40_000_000
export const MAX_PAGES = 20
