#!/usr/bin/env node
// Writes programs/<name>/layout.h from the tables in src/chain/<name>, which the TypeScript client reads as well.
//   node programs/layout.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DISTRIBUTOR_ERRORS } from '../src/chain/distributor/errors.ts'
import * as distributor from '../src/chain/distributor/layout.ts'
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
  ROLES,
  SEEDS,
  sizeOf,
  TOMBSTONE_SIZE,
  TRANCHE_ARGUMENT_FIELDS,
  TRANCHE_FIELDS,
  widthOf,
} from '../src/chain/raise/layout.ts'

const C_TYPES = { bool: 'u8', pubkey: 'Pubkey', bytes8: 'u64', bytes32: 'Pubkey' }

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

function instructionPart([name, { tag, fields, accounts }]) {
  const title = upper(name)
  const struct = `${name[0].toUpperCase()}${name.slice(1)}Arguments`
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

const defines = (prefix, constants, shape = (value) => value) =>
  Object.entries(constants).map(([name, value]) => define(`${prefix}${upper(name)}`, shape(value)))

const header = (name, parts, instructions, errors) =>
  lines([
    `// Written by \`node programs/layout.mjs\` from src/chain/${name}. Change the tables there, never this file.`,
    '#pragma once',
    '#include "../sdk/accounts.h"',
    '',
    ...parts,
    ...Object.entries(instructions).map(instructionPart),
    'enum {',
    ...Object.entries(errors).map(([error, [code, sentence]]) => `  E_${upper(error)} = ${code}, // ${sentence}`),
    '};',
    '',
  ])

const raiseParts = () => [
  ...defines('DISCRIMINATOR_', DISCRIMINATORS, asInteger),
  define('LAYOUT_VERSION', LAYOUT_VERSION),
  define('MAX_TRANCHES', MAX_TRANCHES),
  define('TOMBSTONE_SIZE', TOMBSTONE_SIZE),
  ...defines('SEED_', SEEDS, (text) => `"${text}"`),
  ...defines('', LIMITS),
  '',
  enumOf('STATE_', RAISE_STATES),
  enumOf('AUDIENCE_', AUDIENCES),
  enumOf('ROLE_', ROLES),
  accountStruct('Tranche', TRANCHE_FIELDS, sizeOf(TRANCHE_FIELDS)),
  accountStruct('Raise', RAISE_FIELDS, RAISE_SIZE, ['  Tranche tranches[MAX_TRANCHES];']),
  accountStruct('Position', POSITION_FIELDS, POSITION_SIZE),
  packedStruct('TrancheArguments', TRANCHE_ARGUMENT_FIELDS),
]

const distributorParts = () => [
  ...defines('DISCRIMINATOR_', distributor.DISCRIMINATORS, asInteger),
  define('LAYOUT_VERSION', distributor.LAYOUT_VERSION),
  define('TOMBSTONE_SIZE', distributor.TOMBSTONE_SIZE),
  ...defines('SEED_', distributor.SEEDS, (text) => `"${text}"`),
  ...defines('', distributor.LIMITS),
  '',
  enumOf('LEAF_', distributor.LEAF_KINDS),
  accountStruct('Distribution', distributor.DISTRIBUTION_FIELDS, sizeOf(distributor.DISTRIBUTION_FIELDS)),
  accountStruct('Bond', distributor.BOND_FIELDS, sizeOf(distributor.BOND_FIELDS)),
]

const HEADERS = {
  raise: () => header('raise', raiseParts(), INSTRUCTIONS, RAISE_ERRORS),
  distributor: () => header('distributor', distributorParts(), distributor.INSTRUCTIONS, DISTRIBUTOR_ERRORS),
}

/** The header of a program as text; a test compares it with the committed file. */
export const layoutHeader = (name) => HEADERS[name]()

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of Object.keys(HEADERS)) {
    const file = fileURLToPath(new URL(`./${name}/layout.h`, import.meta.url))
    const text = layoutHeader(name)
    const before = readFileSync(file, { encoding: 'utf8', flag: 'a+' })
    writeFileSync(file, text)
    console.log(`${name}/layout.h ${before === text ? 'is as it was' : 'written'}`)
  }
}
