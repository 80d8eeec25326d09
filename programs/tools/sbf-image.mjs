// Writes the shared object that a v0 loader maps: headers, code, constants, and the tables that name its syscalls.

export const ELF_HEADER_SIZE = 64
export const PROGRAM_HEADER_SIZE = 56
const SECTION_HEADER_SIZE = 64
const SYMBOL_SIZE = 24
const RELOCATION_SIZE = 16
const DYNAMIC_SIZE = 16

const EM_BPF = 247
const ET_DYN = 3
const TYPE = { progbits: 1, strtab: 3, dynamic: 6, rel: 9, dynsym: 11 }
const ALLOC = 2
const EXECUTABLE = 4
const GLOBAL_UNTYPED = 0x10
const R_BPF_64_32 = 10
const TAG = { strtab: 5, symtab: 6, strsz: 10, rel: 17, relsz: 18, relent: 19 }
const SEGMENT = { load: [1, 5], dynamic: [2, 4] } // type and access: read and execute, read only

export const align8 = (value) => (value + 7) & ~7

/** A string table, and where each name lies in it. */
function stringTable(names) {
  const bytes = Buffer.from(['', ...names, ''].join('\0'), 'latin1')
  return { bytes, at: (name) => bytes.indexOf(`\0${name}\0`) + 1 }
}

function symbolTable(names, strings) {
  const bytes = Buffer.alloc(SYMBOL_SIZE * (names.length + 1)) // the first symbol is the null one
  names.forEach((name, index) => {
    const at = SYMBOL_SIZE * (index + 1)
    bytes.writeUInt32LE(strings.at(name), at)
    bytes[at + 4] = GLOBAL_UNTYPED
  })
  return bytes
}

function relocationTable(calls, names) {
  const bytes = Buffer.alloc(RELOCATION_SIZE * calls.length)
  calls.forEach(({ at, name }, index) => {
    bytes.writeBigUInt64LE(BigInt(at), index * RELOCATION_SIZE)
    bytes.writeUInt32LE(R_BPF_64_32, index * RELOCATION_SIZE + 8)
    bytes.writeUInt32LE(names.indexOf(name) + 1, index * RELOCATION_SIZE + 12)
  })
  return bytes
}

function dynamicTable({ relAt, rel, symbolsAt, stringsAt, strings }) {
  const entries = [
    [TAG.rel, rel.length && relAt],
    [TAG.relsz, rel.length],
    [TAG.relent, RELOCATION_SIZE],
    [TAG.symtab, symbolsAt],
    [TAG.strtab, stringsAt],
    [TAG.strsz, strings.length],
  ]
  const bytes = Buffer.alloc(DYNAMIC_SIZE * (entries.length + 1)) // the last entry is the null one
  for (const [index, [tag, value]] of entries.entries()) {
    bytes.writeBigUInt64LE(BigInt(tag), index * DYNAMIC_SIZE)
    bytes.writeBigUInt64LE(BigInt(value), index * DYNAMIC_SIZE + 8)
  }
  return bytes
}

/** The sections in file order. Their addresses are their file offsets: the loaders insist on it. */
function layOut({ textAt, text, rodataAt, rodata, syscalls, calls }) {
  const strings = stringTable(syscalls)
  const symbols = symbolTable(syscalls, strings)
  const rel = relocationTable(calls, syscalls)
  const dynamicAt = rodataAt + rodata.length
  const symbolsAt = dynamicAt + DYNAMIC_SIZE * 7
  const stringsAt = symbolsAt + symbols.length
  const relAt = align8(stringsAt + strings.bytes.length)
  const dynamic = dynamicTable({ relAt, rel, symbolsAt, stringsAt, strings: strings.bytes })
  const code = ALLOC | EXECUTABLE
  const sections = [
    { name: '.text', type: TYPE.progbits, flags: code, at: textAt, bytes: text, align: 8 },
    { name: '.rodata', type: TYPE.progbits, flags: ALLOC, at: rodataAt, bytes: rodata, align: 8 },
    { name: '.dynamic', type: TYPE.dynamic, at: dynamicAt, bytes: dynamic, align: 8, entry: 16, link: '.dynstr' },
    {
      name: '.dynsym',
      type: TYPE.dynsym,
      at: symbolsAt,
      bytes: symbols,
      align: 8,
      entry: 24,
      link: '.dynstr',
      info: 1,
    },
    { name: '.dynstr', type: TYPE.strtab, at: stringsAt, bytes: strings.bytes, align: 1 },
    { name: '.rel.dyn', type: TYPE.rel, at: relAt, bytes: rel, align: 8, entry: 16, link: '.dynsym' },
  ]
  return { sections: sections.filter(({ bytes }) => bytes.length > 0), dynamicAt, dynamic, end: relAt + rel.length }
}

function writeElfHeader(elf, { entry, sectionsAt, sectionCount }) {
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(elf) // ELF64, little endian, version 1
  elf.writeUInt16LE(ET_DYN, 16)
  elf.writeUInt16LE(EM_BPF, 18)
  elf.writeUInt32LE(1, 20)
  elf.writeBigUInt64LE(BigInt(entry), 24)
  elf.writeBigUInt64LE(BigInt(ELF_HEADER_SIZE), 32)
  elf.writeBigUInt64LE(BigInt(sectionsAt), 40) // the flags at 48 stay 0: v0
  const sizes = [ELF_HEADER_SIZE, PROGRAM_HEADER_SIZE, 2, SECTION_HEADER_SIZE, sectionCount + 1, sectionCount]
  for (const [index, size] of sizes.entries()) elf.writeUInt16LE(size, 52 + 2 * index)
}

function writeSegment(elf, index, [type, access], offset, size) {
  const at = ELF_HEADER_SIZE + index * PROGRAM_HEADER_SIZE
  elf.writeUInt32LE(type, at)
  elf.writeUInt32LE(access, at + 4)
  for (const [word, value] of [offset, offset, offset, size, size, 8].entries()) {
    elf.writeBigUInt64LE(BigInt(value), at + 8 + 8 * word)
  }
}

function writeSection(elf, headerAt, section, nameAt, linkIndex) {
  const { type, flags = ALLOC, at, bytes, align, entry = 0, info = 0 } = section
  bytes.copy(elf, at)
  elf.writeUInt32LE(nameAt, headerAt)
  elf.writeUInt32LE(type, headerAt + 4)
  for (const [word, value] of [flags, flags & ALLOC ? at : 0, at, bytes.length].entries()) {
    elf.writeBigUInt64LE(BigInt(value), headerAt + 8 + 8 * word)
  }
  elf.writeUInt32LE(linkIndex, headerAt + 40)
  elf.writeUInt32LE(info, headerAt + 44)
  elf.writeBigUInt64LE(BigInt(align), headerAt + 48)
  elf.writeBigUInt64LE(BigInt(entry), headerAt + 56)
}

/**
 * The finished file. `text` and `rodata` lie at their offsets, `entry` is the offset of the first instruction to run,
 * `calls` say where a syscall is called ({ at, name }, in file order) and `syscalls` are their names.
 */
export function writeImage({ entry, ...parts }) {
  const { sections, dynamicAt, dynamic, end } = layOut(parts)
  const names = stringTable([...sections.map(({ name }) => name), '.shstrtab'])
  sections.push({ name: '.shstrtab', type: TYPE.strtab, flags: 0, at: end, bytes: names.bytes, align: 1 })
  const sectionsAt = align8(end + names.bytes.length)
  const elf = Buffer.alloc(sectionsAt + SECTION_HEADER_SIZE * (sections.length + 1)) // the first header stays zero
  writeElfHeader(elf, { entry, sectionsAt, sectionCount: sections.length })
  writeSegment(elf, 0, SEGMENT.load, 0, end)
  writeSegment(elf, 1, SEGMENT.dynamic, dynamicAt, dynamic.length)
  for (const [index, section] of sections.entries()) {
    const linkIndex = section.link ? sections.findIndex(({ name }) => name === section.link) + 1 : 0
    writeSection(elf, sectionsAt + SECTION_HEADER_SIZE * (index + 1), section, names.at(section.name), linkIndex)
  }
  return elf
}
