import type { AccountRule, Field, InstructionSpec } from './layout'

/** The second half of the ONE table: what each instruction carries and which accounts it takes, in order. */

const account = <const Name extends string>(name: Name, note: string, signer: boolean, writable: boolean) =>
  ({ name, note, signer, writable }) satisfies AccountRule
const read = <const Name extends string>(name: Name, note = '') => account(name, note, false, false)
const write = <const Name extends string>(name: Name, note = '') => account(name, note, false, true)
const sign = <const Name extends string>(name: Name, note = '') => account(name, note, true, false)
const signWrite = <const Name extends string>(name: Name, note = '') => account(name, note, true, true)

const RAISE = write('raise', 'the Raise')
const POSITION = write('position', 'the Position of this investor')
const PAYMENT_VAULT = write('paymentVault', 'as recorded in the raise')
const SALE_VAULT = write('saleVault', 'as recorded in the raise')
const PAYMENT_MINT = read('paymentMint', 'native: the System program, whose key is 32 zero bytes')
const SALE_MINT = read('saleMint')
const TOKEN_PROGRAM = read('tokenProgram', 'the classic token program')
const ASSOCIATED_TOKEN_PROGRAM = read('associatedTokenProgram')
const SYSTEM_PROGRAM = read('systemProgram')
const INVESTOR_PAYMENT = write('investorPayment', 'native: the investor; else a token account')
const INVESTOR_TOKENS = write('investorTokens', 'token account for the sale token')
const PAYER = signWrite('payer', 'anyone; repaid from the deposit for creating a token account')

const CREATE_FIELDS = [
  { name: 'id', type: 'bytes32', note: '' },
  { name: 'cosigner', type: 'pubkey', note: '' },
  { name: 'approverA', type: 'pubkey', note: '' },
  { name: 'approverB', type: 'pubkey', note: '' },
  { name: 'feeWallet', type: 'pubkey', note: '' },
  { name: 'termsHash', type: 'bytes32', note: '' },
  { name: 'minimum', type: 'u64', note: '' },
  { name: 'cap', type: 'u64', note: '' },
  { name: 'tokensAtCap', type: 'u64', note: '' },
  { name: 'positionMinimum', type: 'u64', note: '' },
  { name: 'positionMaximum', type: 'u64', note: '' },
  { name: 'opensAt', type: 'i64', note: '' },
  { name: 'closesAt', type: 'i64', note: '' },
  { name: 'withdrawUntil', type: 'i64', note: '' },
  { name: 'reflectionSeconds', type: 'u32', note: '' },
  { name: 'confirmSeconds', type: 'u32', note: '' },
  { name: 'vestingCliff', type: 'u32', note: '' },
  { name: 'vestingDuration', type: 'u32', note: '' },
  { name: 'feeBps', type: 'u16', note: '' },
  { name: 'oversubscription', type: 'bool', note: '' },
  { name: 'audience', type: 'u8', note: '' },
  { name: 'trancheCount', type: 'u8', note: 'tranches follow' },
] as const satisfies readonly Field[]

const AMOUNT = { name: 'amount', type: 'u64', note: 'base units of the payment asset' } as const
const TERMS_HASH = { name: 'termsHash', type: 'bytes32', note: 'of the terms that the signer agrees to' } as const
const TRANCHE = { name: 'tranche', type: 'u8', note: 'index from 0' } as const

const APPROVAL_ACCOUNTS = [sign('approverA'), sign('approverB'), RAISE] as const

/** What pays an investor back in the payment asset: refund and unwind. */
const PAYBACK_ACCOUNTS = [
  PAYER,
  RAISE,
  POSITION,
  write('investor'),
  PAYMENT_VAULT,
  INVESTOR_PAYMENT,
  PAYMENT_MINT,
  TOKEN_PROGRAM,
  ASSOCIATED_TOKEN_PROGRAM,
  SYSTEM_PROGRAM,
] as const

/** Every instruction, by the names of design and field. Tags never change their meaning. */
export const INSTRUCTIONS = {
  create: {
    tag: 0,
    fields: CREATE_FIELDS,
    accounts: [
      signWrite('issuer', 'pays for the accounts'),
      sign('guardian'),
      write('raise', 'not yet created'),
      write('paymentVault', 'native: created here; else the associated token account, created by anyone'),
      PAYMENT_MINT,
      SALE_MINT,
      SYSTEM_PROGRAM,
    ],
  },
  open: { tag: 1, fields: [], accounts: [RAISE, read('saleVault', 'holds the whole allocation')] },
  commit: {
    tag: 2,
    fields: [AMOUNT, TERMS_HASH, { name: 'expiresAt', type: 'i64', note: 'of the cosignature' }],
    accounts: [
      signWrite('investor'),
      sign('cosigner'),
      RAISE,
      write('position', 'created by the first commitment'),
      PAYMENT_VAULT,
      INVESTOR_PAYMENT,
      TOKEN_PROGRAM,
      SYSTEM_PROGRAM,
    ],
  },
  withdraw: {
    tag: 3,
    fields: [AMOUNT],
    accounts: [signWrite('investor'), RAISE, POSITION, PAYMENT_VAULT, INVESTOR_PAYMENT, TOKEN_PROGRAM],
  },
  changeTerms: { tag: 4, fields: [TERMS_HASH], accounts: [sign('issuer'), sign('guardian'), RAISE] },
  confirm: { tag: 5, fields: [TERMS_HASH], accounts: [sign('investor'), RAISE, POSITION] },
  pause: { tag: 6, fields: [], accounts: [sign('guardian'), RAISE] },
  resume: { tag: 7, fields: [], accounts: [sign('guardian'), RAISE] },
  cancel: {
    tag: 8,
    fields: [],
    accounts: [sign('actor', 'issuer, guardian, or anyone once a draft is past its closing time'), RAISE],
  },
  settle: { tag: 9, fields: [], accounts: [RAISE] },
  refund: { tag: 10, fields: [], accounts: PAYBACK_ACCOUNTS },
  claim: {
    tag: 11,
    fields: [],
    accounts: [
      PAYER,
      RAISE,
      POSITION,
      write('investor'),
      PAYMENT_VAULT,
      INVESTOR_PAYMENT,
      SALE_VAULT,
      INVESTOR_TOKENS,
      PAYMENT_MINT,
      SALE_MINT,
      TOKEN_PROGRAM,
      ASSOCIATED_TOKEN_PROGRAM,
      SYSTEM_PROGRAM,
    ],
  },
  approve: { tag: 12, fields: [TRANCHE], accounts: APPROVAL_ACCOUNTS },
  reject: { tag: 13, fields: [TRANCHE], accounts: APPROVAL_ACCOUNTS },
  release: {
    tag: 14,
    fields: [TRANCHE],
    accounts: [
      RAISE,
      PAYMENT_VAULT,
      read('issuer', 'its signature allows any token account'),
      write('issuerPayment', 'native: the issuer; else a token account'),
      TOKEN_PROGRAM,
    ],
  },
  payFee: {
    tag: 15,
    fields: [],
    accounts: [
      RAISE,
      PAYMENT_VAULT,
      read('feeWallet', 'its signature allows any token account'),
      write('feePayment', 'native: the fee wallet; else a token account'),
      TOKEN_PROGRAM,
    ],
  },
  expire: { tag: 16, fields: [TRANCHE], accounts: [RAISE] },
  unwind: { tag: 17, fields: [], accounts: PAYBACK_ACCOUNTS },
  reclaim: {
    tag: 18,
    fields: [],
    accounts: [
      RAISE,
      SALE_VAULT,
      read('issuer', 'its signature allows any token account'),
      write('issuerTokens', 'token account for the sale token'),
      TOKEN_PROGRAM,
    ],
  },
  rotate: {
    tag: 19,
    fields: [{ name: 'role', type: 'u8', note: 'index into ROLES' }],
    accounts: [sign('guardian'), sign('newKey', 'proves that somebody holds it'), RAISE],
  },
  close: {
    tag: 20,
    fields: [],
    accounts: [
      RAISE,
      PAYMENT_VAULT,
      SALE_VAULT,
      write('issuer', 'receives the rest and the rents'),
      write('issuerPayment', 'native: the issuer; else a token account'),
      write('issuerTokens', 'token account for the sale token'),
      TOKEN_PROGRAM,
    ],
  },
} as const satisfies Record<string, InstructionSpec>

export type InstructionName = keyof typeof INSTRUCTIONS
