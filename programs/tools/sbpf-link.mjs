#!/usr/bin/env node
// Links ONE object made by `clang -target bpf -mcpu=v1 -c` into a shared object that the loaders of every
// Solana-derived chain accept as SBF v0, the format of K2.
//
//   node programs/tools/sbpf-link.mjs program.o program.so [entrypoint]
//
// A v0 loader maps code and constants read-only at MAPPED_AT + section address, and demands that the address of a
// section be its file offset. So every address is known here, and nothing is left for the loader to move. It only
// has to find the syscalls: a call with immediate -1 and an entry in the dynamic relocations, whose symbol's name it
// hashes. What the virtual machine would refuse, or run differently from what the compiler meant, is refused here
// with one line.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readObject } from './elf-object.mjs'
import { align8, ELF_HEADER_SIZE, PROGRAM_HEADER_SIZE, writeImage } from './sbf-image.mjs'
import { CALL, checkInstructions, INSTRUCTION_SIZE } from './sbf-instructions.mjs'

const MAPPED_AT = 1n << 32n
const NOBITS = 8
const WRITE = 1
const ALLOC = 2
const EXECUTABLE = 4
const SECTION_SYMBOL = 3
const RELOCATION = { load64: 1, pointer: 2, call: 10 }

// What a 1.14 runtime offers without a feature gate. A misspelt name would otherwise fail only on the chain.
const SYSCALLS = new Set([
  'abort',
  'sol_panic_',
  'sol_log_',
  'sol_log_64_',
  'sol_log_pubkey',
  'sol_log_compute_units_',
  'sol_log_data',
  'sol_memcpy_',
  'sol_memmove_',
  'sol_memset_',
  'sol_memcmp_',
  'sol_sha256',
  'sol_keccak256',
  'sol_secp256k1_recover',
  'sol_create_program_address',
  'sol_try_find_program_address',
  'sol_invoke_signed_c',
  'sol_set_return_data',
  'sol_get_return_data',
  'sol_get_clock_sysvar',
  'sol_get_rent_sysvar',
  'sol_get_epoch_schedule_sysvar',
])

const isCode = ({ flags }) => Boolean(flags & EXECUTABLE)

/** The sections that are mapped. A program has no memory of its own to write to. */
function loadedSections(sections) {
  const loaded = sections.filter(({ flags, size }) => flags & ALLOC && size > 0)
  const isWritable = ({ type, flags, name }) => type === NOBITS || (flags & WRITE && !name.startsWith('.data.rel.ro'))
  const writable = loaded.find(isWritable)
  if (writable) throw new Error(`${writable.name} (${writable.size} bytes): a program has no writable globals`)
  return loaded
}

/** Joins sections at an offset, and notes in each where it went. */
function place(sections, base) {
  let end = base
  for (const section of sections) {
    section.address = Math.ceil(end / section.align) * section.align
    end = section.address + section.size
  }
  const bytes = Buffer.alloc(align8(end) - base)
  for (const section of sections) section.bytes.copy(bytes, section.address - base)
  return bytes
}

/** The offset that a symbol stands for; null when it is not in this object, or in a section that is not mapped. */
function addressOf(symbol) {
  if (!symbol.defined || symbol.section?.address === undefined) return null
  return symbol.section.address + symbol.value
}

function resolveCall({ image, position, at, target, symbol }) {
  // A section symbol carries the distance inside its section as (offset / 8 - 1) in the immediate.
  const inside = symbol.type === SECTION_SYMBOL ? (image.readInt32LE(position + 4) + 1) * INSTRUCTION_SIZE : 0
  image.writeInt32LE((target + inside - at) / INSTRUCTION_SIZE - 1, position + 4)
}

function resolveLoad({ image, position, target }) {
  const address = MAPPED_AT + BigInt(target + image.readInt32LE(position + 4))
  image.writeUInt32LE(Number(address & 0xffffffffn), position + 4)
  image.writeUInt32LE(Number(address >> 32n), position + INSTRUCTION_SIZE + 4)
}

function resolvePointer({ image, position, target }) {
  image.writeBigUInt64LE(MAPPED_AT + BigInt(target) + image.readBigUInt64LE(position), position)
}

function leaveToLoader({ image, position, at, symbol }) {
  if (image[position] !== CALL || !SYSCALLS.has(symbol.name)) {
    throw new Error(`${symbol.name}: not a function of this program, and not a syscall`)
  }
  image.writeInt32LE(-1, position + 4)
  return { at, name: symbol.name }
}

const RESOLVERS = {
  [RELOCATION.call]: resolveCall,
  [RELOCATION.load64]: resolveLoad,
  [RELOCATION.pointer]: resolvePointer,
}

/** Writes every address that is known now; returns the calls of syscalls, in file order. */
function resolve(relocations, imageOf) {
  const calls = []
  for (const { section, offset, type, symbol } of relocations) {
    if (section.address === undefined) continue // debug information is not mapped
    const at = section.address + offset
    const { image, start } = imageOf(section)
    const target = addressOf(symbol)
    const place = { image, position: at - start, at, target, symbol }
    if (type === RELOCATION.call && !symbol.defined) calls.push(leaveToLoader(place))
    else if (target === null) throw new Error(`undefined symbol ${symbol.name} is used as data`)
    else if (!RESOLVERS[type]) throw new Error(`relocation type ${type} against ${symbol.name} is not supported`)
    else RESOLVERS[type](place)
  }
  return calls.sort((a, b) => a.at - b.at)
}

/** Links the bytes of an object file. Throws one line that says what a v0 program cannot have. */
export function link(object, entryName = 'entrypoint') {
  const { sections, symbols, relocations } = readObject(object)
  const loaded = loadedSections(sections)
  const textAt = ELF_HEADER_SIZE + 2 * PROGRAM_HEADER_SIZE
  const text = place(loaded.filter(isCode), textAt)
  const rodataAt = textAt + text.length
  const rodata = place(
    loaded.filter((section) => !isCode(section)),
    rodataAt,
  )
  const imageOf = (section) => (isCode(section) ? { image: text, start: textAt } : { image: rodata, start: rodataAt })
  const calls = resolve(relocations, imageOf)
  checkInstructions(text)
  const entry = symbols.find(({ name, section, defined }) => name === entryName && defined && isCode(section))
  if (!entry) throw new Error(`no function ${entryName}`)
  const syscalls = [...new Set(calls.map(({ name }) => name))]
  const elf = writeImage({ entry: addressOf(entry), textAt, text, rodataAt, rodata, syscalls, calls })
  return { elf, syscalls, text: text.length, rodata: rodata.length }
}

function main(input, output, entryName) {
  if (!input || !output) throw new Error('which files? For example: sbpf-link.mjs program.o program.so')
  const { elf, syscalls, text, rodata } = link(readFileSync(input), entryName)
  writeFileSync(output, elf)
  const names = syscalls.join(' ') || 'none'
  console.log(`${output}: ${elf.length} bytes (text ${text}, rodata ${rodata}), syscalls: ${names}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(...process.argv.slice(2))
  } catch (error) {
    console.error(`sbpf-link: ${error.message}`)
    process.exitCode = 1
  }
}
