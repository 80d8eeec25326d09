#!/usr/bin/env node
// Writes programs/raise/layout.h from the tables in src/chain/raise, which the TypeScript client reads as well.
//   node programs/layout.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RAISE_ERRORS } from '../src/chain/raise/errors.ts'
import { INSTRUCTIONS } from '../src/chain/raise/instruction-table.ts'
import {
  AUDIENCES,
  DISCRIMINATORS,
  LAYOUT_VERSION,
  LIMITS,
  MAX_TRANCHES,
  POSITION_FIELDS,
  POSITION_SIZE,
  RAISE_FIELDS,
  RAISE_SIZE,
  RAISE_STATES,
  SEEDS,
  sizeOf,
  TOMBSTONE_SIZE,
  TRANCHE_ARGUMENT_FIELDS,
  TRANCHE_FIELDS,
  widthOf,
} from '../src/chain/raise/layout.ts'

const C_TYPES = { bool: 'u8', pubkey: 'Pubkey', bytes8: 'u64', bytes32: 'Pubkey' }
const HEADER = fileURLToPath(new URL('./raise/layout.h', import.meta.url))

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const upper = (name) => snake(name).replace(/^_/, '').toUpperCase()
const lines = (items) => items.join('\n')

const member = ({ name, type, note }) => `  ${C_TYPES[type] ?? type} ${snake(name)};${note && ` // ${note}`}`

function accountStruct(name, fields, size, tail = []) {
  let offset = 0
  const checks = fields.map(({ name: field, type }) => {
    const check = `_Static_assert(__builtin_offsetof(${name}, ${snake(field)}) == ${offset}, "${name}.${snake(field)}");`
    offset += widthOf(type)
    return check
  })
  return lines([
    'typedef struct {',
    ...fields.map(member),
    ...tail,
    `} ${name};`,
    ...checks,
    `_Static_assert(sizeof(${name}) == ${size}, "size of ${name}");`,
    '',
  ])
}

const packedStruct = (name, fields) =>
  lines([
    'typedef struct __attribute__((packed)) {',
    ...fields.map(member),
    `} ${name};`,
    `_Static_assert(sizeof(${name}) == ${sizeOf(fields)}, "size of ${name}");`,
    '',
  ])

const define = (name, value) => `#define ${name} ${value}`

/** Eight ASCII characters as the little-endian integer that the program compares. */
const asInteger = (text) => `0x${Buffer.from(text, 'latin1').reverse().toString('hex')}ull // ${text}`

const enumOf = (prefix, names) =>
  lines(['enum {', ...names.map((name, index) => `  ${prefix}${upper(name)} = ${index},`), '};', ''])

function instructionPart([name, { tag, available, fields, accounts }]) {
  const title = upper(name)
  const struct = `${name[0].toUpperCase()}${name.slice(1)}Arguments`
  if (!available) return lines([define(`TAG_${title}`, tag), ''])
  return lines([
    define(`TAG_${title}`, tag),
    ...(fields.length > 0 ? [packedStruct(struct, fields).trimEnd()] : []),
    `enum {`,
    ...accounts.map((account, index) => `  ${title}_${upper(account.name)} = ${index},`),
    `  ${title}_ACCOUNTS = ${accounts.length},`,
    `};`,
    `static const AccountRule ${title}_RULES[] = {`,
    ...accounts.map(({ name: account, signer, writable }) => {
      const demands = [signer && 'SIGNER', writable && 'WRITABLE'].filter(Boolean).join(' | ')
      return `    {${demands || '0'}}, // ${snake(account)}`
    }),
    '};',
    '',
  ])
}

/** The header as text; a test compares it with the committed file. */
export function layoutHeader() {
  return lines([
    '// Written by `node programs/layout.mjs` from src/chain/raise. Change the tables there, never this file.',
    '#pragma once',
    '#include "../sdk/accounts.h"',
    '',
    ...Object.entries(DISCRIMINATORS).map(([name, text]) => define(`DISCRIMINATOR_${upper(name)}`, asInteger(text))),
    define('LAYOUT_VERSION', LAYOUT_VERSION),
    define('MAX_TRANCHES', MAX_TRANCHES),
    define('TOMBSTONE_SIZE', TOMBSTONE_SIZE),
    ...Object.entries(SEEDS).map(([name, text]) => define(`SEED_${upper(name)}`, `"${text}"`)),
    ...Object.entries(LIMITS).map(([name, value]) => define(upper(name), value)),
    '',
    enumOf('STATE_', RAISE_STATES),
    enumOf('AUDIENCE_', AUDIENCES),
    accountStruct('Tranche', TRANCHE_FIELDS, sizeOf(TRANCHE_FIELDS)),
    accountStruct('Raise', RAISE_FIELDS, RAISE_SIZE, ['  Tranche tranches[MAX_TRANCHES];']),
    accountStruct('Position', POSITION_FIELDS, POSITION_SIZE),
    packedStruct('TrancheArguments', TRANCHE_ARGUMENT_FIELDS),
    ...Object.entries(INSTRUCTIONS).map(instructionPart),
    'enum {',
    ...Object.entries(RAISE_ERRORS).map(([name, [code, sentence]]) => `  E_${upper(name)} = ${code}, // ${sentence}`),
    '};',
    '',
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const header = layoutHeader()
  const before = readFileSync(HEADER, { encoding: 'utf8', flag: 'a+' })
  writeFileSync(HEADER, header)
  console.log(before === header ? 'layout.h is as it was' : 'layout.h written')
}
