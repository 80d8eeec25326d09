import type { Importable, ReadList } from '../schema'
import type { Thresholds } from './thresholds'

type Known = {
  source: Importable
  /** How many entries are in force, of the same kind of file; null where none are. */
  rowsBefore: number | null
  /** Why a jump in size is accepted, in the operator's words. */
  sizeReason: string | null
}

/**
 * Why a list that was read must not come into force, as a sentence for staff; null when it may. A shrunken list would let people
 * through, a swollen one is somebody else's, and one without the entries that every list of this publisher has is none.
 */
export function problemOf({ entries }: ReadList, known: Known, rule: Thresholds): string | null {
  if (entries.length === 0) return 'The file holds no entry.'
  const ids = new Set<string>()
  for (const { id } of entries) {
    if (ids.has(id)) return `The entry ${id} is in the file twice.`
    ids.add(id)
  }
  const missing = anchorsOf(known.source, rule).find((anchor) => !ids.has(anchor))
  if (missing) return `The entry ${missing}, which every list of this publisher has, is missing.`
  return known.sizeReason ? null : sizeProblem(entries.length, known.rowsBefore, rule)
}

/** The entries without which a file is none of its publisher's. A list of the operator's own has none that is known. */
const anchorsOf = (source: Importable, rule: Thresholds): readonly string[] =>
  source === 'pep' ? [] : (rule.anchors[source] ?? [])

function sizeProblem(rows: number, before: number | null, rule: Thresholds): string | null {
  if (before === null) return null
  const words = `The file has ${rows} entries and the list in force has ${before}`
  if (rows * 100 < before * (100 - rule.mayShrink))
    return `${words}: it may lose ${rule.mayShrink} % at most. Import it by hand with a reason if that is right.`
  if (rows * 100 > before * (100 + rule.mayGrow))
    return `${words}: it may gain ${rule.mayGrow} % at most. Import it by hand with a reason if that is right.`
  return null
}
