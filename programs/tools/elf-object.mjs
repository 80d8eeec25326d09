// Reads a relocatable ELF64 object made by `clang -target bpf`.

const EM_BPF = 247
const ET_REL = 1
const SYMTAB = 2
const REL = 9
const HEADER_SIZE = 64
const SYMBOL_SIZE = 24
const RELOCATION_SIZE = 16

const u64 = (file, at) => Number(file.readBigUInt64LE(at))
const text = (file, at) => file.toString('latin1', at, file.indexOf(0, at))
const range = (count) => [...Array(count).keys()]

function checkHeader(file) {
  if (file.length < HEADER_SIZE || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) {
    throw new Error('not a little-endian ELF64 file')
  }
  if (file.readUInt16LE(16) !== ET_REL || file.readUInt16LE(18) !== EM_BPF) {
    throw new Error('not a relocatable BPF object')
  }
}

function readSection(file, at) {
  const offset = u64(file, at + 24)
  const size = u64(file, at + 32)
  return {
    nameAt: file.readUInt32LE(at),
    type: file.readUInt32LE(at + 4),
    flags: u64(file, at + 8),
    offset,
    size,
    link: file.readUInt32LE(at + 40),
    info: file.readUInt32LE(at + 44),
    align: u64(file, at + 48) || 1,
    bytes: file.subarray(offset, offset + size),
  }
}

function readSections(file) {
  const start = u64(file, 40)
  const sections = range(file.readUInt16LE(60)).map((index) => readSection(file, start + index * HEADER_SIZE))
  const names = sections[file.readUInt16LE(62)]
  for (const section of sections) section.name = text(file, names.offset + section.nameAt)
  return sections
}

function readSymbols(file, sections) {
  const table = sections.find(({ type }) => type === SYMTAB)
  if (!table) throw new Error('no symbol table')
  return range(table.size / SYMBOL_SIZE).map((index) => {
    const at = table.offset + index * SYMBOL_SIZE
    const sectionIndex = file.readUInt16LE(at + 6)
    return {
      name: text(file, sections[table.link].offset + file.readUInt32LE(at)),
      type: file[at + 4] & 15,
      section: sections[sectionIndex],
      defined: sectionIndex !== 0,
      value: u64(file, at + 8),
    }
  })
}

function readRelocations(file, sections, symbols) {
  return sections
    .filter(({ type }) => type === REL)
    .flatMap((table) =>
      range(table.size / RELOCATION_SIZE).map((index) => {
        const at = table.offset + index * RELOCATION_SIZE
        return {
          section: sections[table.info],
          offset: u64(file, at),
          type: file.readUInt32LE(at + 8),
          symbol: symbols[file.readUInt32LE(at + 12)],
        }
      }),
    )
}

/** The sections, symbols and relocations of an object file. Throws one line when it is not one. */
export function readObject(file) {
  checkHeader(file)
  const sections = readSections(file)
  const symbols = readSymbols(file, sections)
  return { sections, symbols, relocations: readRelocations(file, sections, symbols) }
}
