import type { Dice } from './dice'
import type { Wires } from './vm-node'

/** What befalls a transaction between the person who signs it and the chain. */
export const SENDER_FAULTS = [
  'blockhash expired before it was signed',
  'blockhash expired and the worker saw it first',
  'cosignature expired on the way',
  'never arrived in time',
  'arrived late',
  'arrived by another way in the last block',
  'landed but the answer timed out',
  'landed and nobody could ask about it',
  'every fourth call broke',
  'mint changed by the wallet',
] as const
export type SenderFault = (typeof SENDER_FAULTS)[number]

/** How many calls break while every fourth one does. */
const STORM_CALLS = 80

/** Breaks the way to the node or back as the fault has it. */
export function breakWires(wires: Wires, fault: SenderFault | undefined, dice: Dice): void {
  const some = dice.between(1, 4)
  if (fault === 'never arrived in time' || fault === 'arrived by another way in the last block')
    wires.before = broken('sendTransaction')
  if (fault === 'arrived late') wires.before = broken('sendTransaction', some)
  if (fault === 'landed but the answer timed out') wires.after = broken('sendTransaction', some)
  if (fault !== 'landed and nobody could ask about it') return
  wires.before = broken('getSignatureStatuses', some)
  wires.after = broken('sendTransaction')
}

/** For a while any call may break, before the node hears of it or after it has done what was asked. */
export function breakAtRandom(wires: Wires, dice: Dice): void {
  let left = STORM_CALLS
  const strike = () => {
    left -= 1
    if (left > 0 && dice.chance(0.25)) throw timeout()
  }
  Object.assign(wires, { before: strike, after: strike })
}

/** All calls come through again. */
export function mend(wires: Wires): void {
  delete wires.before
  delete wires.after
}

const timeout = (): Error => Object.assign(new Error('the node did not answer'), { name: 'TimeoutError' })

/** Breaks so many calls of a method. */
function broken(method: string, calls = Number.POSITIVE_INFINITY): (called: string) => void {
  let left = calls
  return (called) => {
    if (called !== method || left <= 0) return
    left -= 1
    throw timeout()
  }
}
