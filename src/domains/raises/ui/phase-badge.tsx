import { Badge, type Tone } from '@/ui/badge'
import { PHASE_WORDS, type Phase } from '../rules/phase'

const TONE: Record<Phase, Tone> = {
  upcoming: 'neutral',
  open: 'good',
  paused: 'warn',
  settling: 'brand',
  succeeded: 'brand',
  failed: 'bad',
  cancelled: 'bad',
  unwinding: 'warn',
  closed: 'neutral',
}

/** Where a raise stands, in one word. */
export const PhaseBadge = ({ phase }: { phase: Phase }) => <Badge tone={TONE[phase]}>{PHASE_WORDS[phase]}</Badge>
