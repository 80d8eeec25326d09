import { bonus } from './kind-bonus'
import { bounty } from './kind-bounty'
import { milestone } from './kind-milestone'
import type { Kind, KindOfRound } from './kind-of-round'

/** Every use of the engine. A new one is a file beside these, and a line here. */
const KINDS: readonly KindOfRound[] = [bonus, bounty, milestone]

/** The kind of a round. Throws for one that no file is for. */
export function kindOf(kind: Kind): KindOfRound {
  const found = KINDS.find((one) => one.kind === kind)
  if (!found) throw new Error(`no file is for rounds of kind ${kind}`)
  return found
}
