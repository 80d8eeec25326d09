// What SBF v0 has no instruction for, or runs differently from what the compiler meant.

export const INSTRUCTION_SIZE = 8
export const CALL = 0x85

const LOAD_64 = 0x18 // lddw: takes two slots
const CALL_REGISTER = 0x8d
const STACK_FRAME = 4096
const STACK_POINTER = 10
const SWAPS = [0xd4, 0xdc] // byte swaps: the only 32-bit operations that v0 and the compiler agree on
const CLASS = { load: 0, loadX: 1, store: 2, storeX: 3, alu32: 4, jump32: 6, alu64: 7 }

/** Why an instruction must not be in a program; null when it may. */
function objectionTo(code, at) {
  const operation = code[at]
  const kind = operation & 7
  const mode = operation & 0xe0
  const offset = code.readInt16LE(at + 2)
  if (kind === CLASS.jump32) return '32-bit or long jump'
  if (kind === CLASS.alu32 && !SWAPS.includes(operation)) return '32-bit arithmetic'
  if (kind === CLASS.alu64 && offset !== 0) return 'signed division or sign-extending move'
  if (kind === CLASS.storeX && mode === 0xc0) return 'atomic access'
  if (kind === CLASS.loadX && mode === 0x80) return 'sign-extending load'
  if (kind === CLASS.load && operation !== LOAD_64) return 'packet access'
  if (operation === CALL_REGISTER) return 'indirect call'
  const base = kind === CLASS.loadX ? code[at + 1] >> 4 : code[at + 1] & 15
  const isAccess = kind === CLASS.loadX || kind === CLASS.store || kind === CLASS.storeX
  if (isAccess && base === STACK_POINTER && (offset < -STACK_FRAME || offset >= 0)) {
    return 'access outside the stack frame'
  }
  return null
}

/** Throws for the first instruction that the virtual machine or its verifier would refuse, or run differently. */
export function checkInstructions(code) {
  for (let at = 0; at < code.length; at += INSTRUCTION_SIZE) {
    const objection = objectionTo(code, at)
    if (objection) throw new Error(`instruction ${at / INSTRUCTION_SIZE}: ${objection} is not available in SBF v0`)
    if (code[at] === LOAD_64) at += INSTRUCTION_SIZE
  }
}
