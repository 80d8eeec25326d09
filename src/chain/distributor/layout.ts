import type { AccountRule, Field, InstructionSpec } from '../raise/layout'

/**
 * The ONE table of the distributor program: accounts and instructions. Plain data, so that the C header
 * (`node programs/layout.mjs` writes programs/distributor/layout.h) and the TypeScript client cannot disagree.
 */

/** The first 8 bytes of each account, as ASCII. A closed distribution keeps `tombstone` for ever. */
export const DISCRIMINATORS = { distribution: 'FLDISTR1', bond: 'FLBOND01', tombstone: 'FLDISEND' } as const

export const LAYOUT_VERSION = 1
export const TOMBSTONE_SIZE = 8

/** What a leaf of the tree is: the first byte that is hashed after the domain. */
export const LEAF_KINDS = ['payout', 'bond'] as const
export type LeafKind = (typeof LEAF_KINDS)[number]

/** The seeds of the program's addresses, before what follows them. */
export const SEEDS = { distribution: 'dist', bond: 'bond', vault: 'vault' } as const

/** Limits that `create` and `lock` enforce. Seconds or leaves, as the name says. */
export const LIMITS = {
  /** A bitmap for more would make proofs long and the account too large to create at once. */
  leavesMax: 12_000,
  /** Levels of a tree of that many leaves: the longest path. */
  pathMax: 14,
  claimSecondsMin: 2_592_000,
  claimSecondsMax: 63_072_000,
  /** After `claimUntil` the bitmap stays as it is for so long, that books can be written from it. */
  closeAfterSeconds: 2_592_000,
  rootDeadlineSecondsMax: 31_536_000,
  freeAfterSecondsMax: 5_184_000,
} as const

/** The fixed part of a Distribution; the bitmap follows, a bit a leaf, lowest bit first, filled up to 8 bytes. */
export const DISTRIBUTION_FIELDS = [
  { name: 'discriminator', type: 'bytes8', note: 'FLDISTR1' },
  { name: 'version', type: 'u8', note: 'of this layout' },
  { name: 'bump', type: 'u8', note: 'of the address of the distribution' },
  { name: 'vaultBump', type: 'u8', note: 'of the native vault; 0 when a mint is paid' },
  { name: 'reserved0', type: 'u8', note: 'zero' },
  { name: 'shard', type: 'u32', note: 'which of the trees of the round' },
  { name: 'operator', type: 'pubkey', note: 'pays for the accounts; gets their rent back, and nothing else' },
  { name: 'guardian', type: 'pubkey', note: 'the second key; never the operator' },
  { name: 'round', type: 'bytes32', note: 'chosen by the site; never used twice with this shard' },
  { name: 'mint', type: 'pubkey', note: '32 zero bytes: native KOII' },
  { name: 'vault', type: 'pubkey', note: 'native: of this program; else the associated token account' },
  { name: 'pool', type: 'pubkey', note: 'the only receiver of what nobody claims' },
  { name: 'root', type: 'bytes32', note: 'of the tree; never replaced' },
  { name: 'count', type: 'u32', note: 'leaves, 1..12,000' },
  { name: 'claims', type: 'u32', note: 'bits set' },
  { name: 'total', type: 'u64', note: 'the most that payouts may add up to' },
  { name: 'claimed', type: 'u64', note: 'paid to recipients' },
  { name: 'createdAt', type: 'i64', note: 'when the root was posted' },
  { name: 'claimUntil', type: 'i64', note: 'first second without claims' },
] as const satisfies readonly Field[]

export const BOND_FIELDS = [
  { name: 'discriminator', type: 'bytes8', note: 'FLBOND01' },
  { name: 'version', type: 'u8', note: 'of this layout' },
  { name: 'bump', type: 'u8', note: 'of the address of the bond' },
  { name: 'vaultBump', type: 'u8', note: 'of the native vault; 0 for a mint' },
  { name: 'judged', type: 'bool', note: 'the root has spoken; what is left is the owner’s' },
  { name: 'reserved0', type: 'u32', note: 'zero' },
  { name: 'owner', type: 'pubkey', note: 'locked it, and gets back what is not slashed' },
  { name: 'distribution', type: 'pubkey', note: 'whose root may slash; did not exist when the bond was locked' },
  { name: 'mint', type: 'pubkey', note: '32 zero bytes: native KOII' },
  { name: 'vault', type: 'pubkey', note: 'native: of this program; else the associated token account' },
  { name: 'pool', type: 'pubkey', note: 'the only receiver of what is slashed' },
  { name: 'amount', type: 'u64', note: 'base units' },
  { name: 'rootDeadline', type: 'i64', note: 'first second in which a new root is too late' },
  { name: 'freeAt', type: 'i64', note: 'first second in which the owner may take it back whatever happened' },
] as const satisfies readonly Field[]

const account = <const Name extends string>(name: Name, note: string, signer: boolean, writable: boolean) =>
  ({ name, note, signer, writable }) satisfies AccountRule
const read = <const Name extends string>(name: Name, note = '') => account(name, note, false, false)
const write = <const Name extends string>(name: Name, note = '') => account(name, note, false, true)
const sign = <const Name extends string>(name: Name, note = '') => account(name, note, true, false)
const signWrite = <const Name extends string>(name: Name, note = '') => account(name, note, true, true)

const DISTRIBUTION = write('distribution', 'the Distribution')
const VAULT = write('vault', 'as recorded')
const BOND = write('bond', 'the Bond of this owner for this distribution')
const MINT = read('mint', 'native: the System program, whose key is 32 zero bytes')
const POOL = read('pool', 'as recorded')
const POOL_PAYMENT = write('poolPayment', 'native: the pool; else a token account')
const OWNER_PAYMENT = write('ownerPayment', 'native: the owner; else a token account')
const TOKEN_PROGRAM = read('tokenProgram', 'the classic token program')
const SYSTEM_PROGRAM = read('systemProgram')

const INDEX = { name: 'index', type: 'u32', note: 'of the leaf; the path follows, 32 bytes a level' } as const
const AMOUNT = { name: 'amount', type: 'u64', note: 'base units' } as const

/** Every instruction. Tags never change their meaning. */
export const INSTRUCTIONS = {
  create: {
    tag: 0,
    fields: [
      { name: 'round', type: 'bytes32', note: '' },
      { name: 'root', type: 'bytes32', note: '' },
      { name: 'pool', type: 'pubkey', note: '' },
      { name: 'total', type: 'u64', note: '' },
      { name: 'claimUntil', type: 'i64', note: '' },
      { name: 'shard', type: 'u32', note: '' },
      { name: 'count', type: 'u32', note: '' },
    ],
    accounts: [
      signWrite('operator', 'pays for the accounts and, native, what the vault lacks'),
      sign('guardian'),
      write('distribution', 'not yet created'),
      write('vault', 'native: created and filled here; else the associated token account, filled before'),
      MINT,
      SYSTEM_PROGRAM,
    ],
  },
  claim: {
    tag: 1,
    fields: [AMOUNT, INDEX],
    accounts: [
      DISTRIBUTION,
      VAULT,
      read('recipient', 'as in the leaf'),
      write('recipientPayment', 'native: the recipient; else a token account'),
      TOKEN_PROGRAM,
    ],
  },
  reclaim: { tag: 2, fields: [], accounts: [DISTRIBUTION, VAULT, POOL, POOL_PAYMENT, TOKEN_PROGRAM] },
  close: {
    tag: 3,
    fields: [],
    accounts: [DISTRIBUTION, VAULT, write('operator', 'as recorded'), POOL, POOL_PAYMENT, TOKEN_PROGRAM],
  },
  lock: {
    tag: 4,
    fields: [
      AMOUNT,
      { name: 'pool', type: 'pubkey', note: '' },
      { name: 'rootDeadline', type: 'i64', note: '' },
      { name: 'freeAt', type: 'i64', note: '' },
    ],
    accounts: [
      signWrite('owner', 'pays for the accounts and the bond'),
      write('bond', 'not yet created'),
      read('distribution', 'does not exist yet'),
      write('vault', 'native: created here; else the associated token account of the bond, created by anyone'),
      write('ownerPayment', 'native: the owner; else the token account that pays'),
      MINT,
      TOKEN_PROGRAM,
      SYSTEM_PROGRAM,
    ],
  },
  slash: {
    tag: 5,
    fields: [AMOUNT, INDEX],
    accounts: [
      DISTRIBUTION,
      BOND,
      VAULT,
      write('owner', 'as recorded'),
      OWNER_PAYMENT,
      POOL,
      POOL_PAYMENT,
      TOKEN_PROGRAM,
    ],
  },
  takeBack: {
    tag: 6,
    fields: [],
    accounts: [signWrite('owner'), BOND, read('distribution', 'as recorded'), VAULT, OWNER_PAYMENT, TOKEN_PROGRAM],
  },
} as const satisfies Record<string, Omit<InstructionSpec, 'available'>>

export type InstructionName = keyof typeof INSTRUCTIONS
