import type { CanonicalValue } from '@/kit/canonical-json'
import type { RevealContent } from '../schema/round-inputs'

/** A reveal's content as it stands in JSON: work units as decimal strings. */
export const writtenContent = (content: RevealContent): CanonicalValue =>
  content.kind === 'judgement' ? { ...content, units: content.units.toString() } : content
