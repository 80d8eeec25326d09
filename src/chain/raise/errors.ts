/**
 * The raise program's answers: custom error code -> name and sentence. The name is generated into the C header
 * (`WrongState` becomes E_WRONG_STATE), so a code has one meaning on both sides. They start above
 * the codes of the token and System programs, whose failures come through unchanged.
 */
export const RAISE_ERRORS = {
  UnknownInstruction: [6_001, 'The program knows no such instruction.'],
  InstructionLength: [6_003, 'The instruction does not have the length that it must have.'],
  AccountCount: [6_004, 'The instruction does not have the accounts that it must have.'],
  SignatureMissing: [6_005, 'A required signature is missing.'],
  NotWritable: [6_006, 'An account that must change was passed read-only.'],
  WrongProgram: [6_007, 'A program was passed that is not the one to be called.'],
  WrongKey: [6_008, 'An account is not the one that the raise records.'],
  WrongRaise: [6_009, 'This account is not a raise of this program.'],
  WrongPosition: [6_010, "This account is not this investor's position in this raise."],
  WrongVault: [6_011, 'This is not the vault of the raise, or the vault cannot be used.'],
  WrongMint: [6_012, 'This mint cannot be used here.'],
  WrongDestination: [6_013, 'The destination is not the account of the recorded owner.'],
  DestinationUnusable: [6_014, 'The destination token account is missing, frozen or belongs to somebody else.'],
  RaiseExists: [6_015, 'This raise exists already, or its id was used before.'],
  Overflow: [6_016, 'An amount is larger than the chain can count.'],
  RentUnknown: [6_017, 'The rent of this chain is in a form that the program does not know.'],
  DepositSpent: [6_018, "The position's deposit does not cover another token account: create it first."],
  Insolvent: [6_019, 'The vault holds less than it must pay.'],
  WrongState: [6_020, 'The raise is not in a state that allows this.'],
  Paused: [6_021, 'The raise is paused: no new commitments.'],
  NotYetOpen: [6_022, 'The raise has not opened yet.'],
  AlreadyClosed: [6_023, 'The time for this is over.'],
  TooEarly: [6_024, 'It is too early for this.'],
  NothingDue: [6_025, 'There is nothing to do or to pay.'],
  CosignatureExpired: [6_026, "The site's signature is out of date: prepare the commitment again."],
  TermsMismatch: [6_027, 'The terms have changed: read and agree to the current ones.'],
  StalePosition: [6_028, 'This position was made under earlier terms.'],
  AmountZero: [6_029, 'The amount is zero.'],
  BelowPositionMinimum: [6_030, 'The position would be below the minimum for a position.'],
  AbovePositionMaximum: [6_031, 'The position would be above the maximum for a position.'],
  CapReached: [6_032, 'The raise would be above its cap.'],
  IssuerInvests: [6_033, 'The issuer cannot invest in its own raise.'],
  AmountTooLarge: [6_034, 'The position does not hold that much.'],
  NotWithdrawable: [6_035, 'The time for a free withdrawal is over, and this money is not fresh.'],
  AllocationMissing: [6_036, 'The sale vault does not hold the whole allocation.'],
  TrancheUnknown: [6_037, 'The raise has no such tranche.'],
  TrancheNotReleasable: [6_038, 'The tranche is released already, not approved, or an earlier one is not released.'],
  PayoutBelowRent: [6_039, 'The payout is too small for an empty wallet; it waits until more is due.'],
  PositionsOpen: [6_040, 'There are still open positions.'],
  MoneyDue: [6_041, 'There is still money to release or a fee to pay.'],
  TrancheApproved: [6_042, 'This tranche is approved already, and that is final.'],
  TrancheOutOfTurn: [6_043, 'An earlier tranche is not approved yet.'],
  TermsUnchanged: [6_044, 'These are the terms that are in force already.'],
  BadKeys: [6_050, 'Issuer, guardian, cosigner and approvers must be five different keys.'],
  BadDestination: [6_051, 'The issuer or the fee wallet cannot receive money.'],
  BadPaymentMint: [
    6_052,
    'The payment mint cannot be used: it must be an initialised mint of the classic token program, never wrapped native.',
  ],
  BadSaleMint: [
    6_053,
    'The sale mint cannot be used: it must be an initialised mint of the classic token program without freeze authority.',
  ],
  SameMint: [6_054, 'Payment and sale mint are the same.'],
  BadTermsHash: [6_055, 'The terms hash is zero.'],
  BadMinimum: [6_056, 'The minimum must be above zero and not above the cap.'],
  BadOpening: [6_057, 'The raise must open within a year.'],
  BadDuration: [6_058, 'The raise must stay open for more than zero seconds and at most a year.'],
  BadWithdrawal: [6_059, 'Free withdrawal must end when the raise closes or before.'],
  BadReflection: [6_060, 'The reflection period is at most 30 days.'],
  BadConfirmation: [6_061, 'The time to confirm new terms is between 5 and 30 days.'],
  BadTranches: [6_062, 'There must be 1 to 8 tranches above zero that sum to 10,000 basis points.'],
  BadTrancheTimes: [6_063, 'The times of the tranches must rise, leave time for settlement, and end within 5 years.'],
  BadVesting: [6_064, 'Vesting lasts at most 10 years, and its cliff is not longer than that.'],
  BadFee: [6_065, 'The fee is at most 1,000 basis points.'],
  BadPositionLimits: [6_066, 'The position limits are not possible for this raise.'],
  BadAudience: [6_067, 'The audience is not known.'],
  BadFlag: [6_068, 'A yes-or-no argument is neither 0 nor 1.'],
  BadRole: [6_069, 'The role is not one that can be given to another key.'],
} as const satisfies Record<string, readonly [code: number, sentence: string]>

export type RaiseErrorName = keyof typeof RAISE_ERRORS

export type RaiseError = { readonly code: number; readonly name: RaiseErrorName; readonly sentence: string }

/** All errors, by code. */
export const RAISE_ERROR_LIST: readonly RaiseError[] = Object.entries(RAISE_ERRORS).map(([name, [code, sentence]]) => ({
  code,
  name: name as RaiseErrorName,
  sentence,
}))

/** What a custom error code of the raise program means; null for a code that the program does not have. */
export const raiseErrorOf = (code: number): RaiseError | null =>
  RAISE_ERROR_LIST.find((error) => error.code === code) ?? null
