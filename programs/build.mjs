#!/usr/bin/env node
// Builds programs/<name>/<name>.c into programs/<name>/<name>.so, the file that is deployed and that the tests load.
//   node programs/build.mjs raise           rebuild, and record the SHA-256
//   node programs/build.mjs raise --check   rebuild, and fail unless it is the committed file byte for byte
// SBF_CLANG names another compiler. Only COMPILER reproduces the bytes: another LLVM makes a different, equally valid
// program.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { link } from './tools/sbpf-link.mjs'

/** What `clang --version` must contain for a build to be byte-identical. Debian 12: apt-get install clang-19. */
export const COMPILER = 'clang version 19.1.7'

const FLAGS = '-target bpf -mcpu=v1 -Oz -Wall -Wextra -Werror -ffreestanding -nostdinc -mllvm -bpf-stack-size=4096'

/** The first line of the compiler's version; null when there is no compiler. */
export function compilerVersion() {
  try {
    return runCompiler(['--version']).split('\n')[0]
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

function runCompiler(args) {
  const [command, ...first] = (process.env.SBF_CLANG ?? 'clang-19').split(' ')
  return execFileSync(command, [...first, ...args], { encoding: 'utf8' })
}

const fileOf = (name, extension) => fileURLToPath(new URL(`./${name}/${name}.${extension}`, import.meta.url))

/** Compiles and links one C file; returns the program and the line of its `.sha256` file. */
export function build(source, name) {
  const scratch = mkdtempSync(join(tmpdir(), 'sbf-'))
  try {
    const object = join(scratch, 'program.o')
    runCompiler([...FLAGS.split(' '), '-c', source, '-o', object])
    const { elf } = link(readFileSync(object))
    return { elf, checksum: `${createHash('sha256').update(elf).digest('hex')}  ${name}.so\n` }
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** Whether the committed program and its checksum are what the sources make. */
export function isReproduced(name) {
  const { elf, checksum } = build(fileOf(name, 'c'), name)
  return elf.equals(readFileSync(fileOf(name, 'so'))) && checksum === readFileSync(fileOf(name, 'so.sha256'), 'utf8')
}

function main(name, mode) {
  const version = compilerVersion()
  if (!version) throw new Error('there is no clang-19: install it, or name another compiler in SBF_CLANG')
  if (!version.includes(COMPILER)) console.error(`note: ${version}; the committed program was built by ${COMPILER}`)
  if (mode === '--check') {
    if (!isReproduced(name)) throw new Error(`${name}.so is not what ${version} makes of its source`)
    console.log(`${name}.so: rebuilt byte for byte`)
    return
  }
  const { elf, checksum } = build(fileOf(name, 'c'), name)
  writeFileSync(fileOf(name, 'so'), elf)
  writeFileSync(fileOf(name, 'so.sha256'), checksum)
  console.log(`${name}.so: ${elf.length} bytes, ${checksum.slice(0, 64)}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, mode] = process.argv.slice(2)
  try {
    if (!name) throw new Error('which program? For example: node programs/build.mjs raise')
    main(name, mode)
  } catch (error) {
    console.error(`build: ${error.message}`)
    process.exitCode = 1
  }
}
