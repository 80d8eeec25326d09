/**
 * The raise program's answers: custom error code -> name and sentence. The name is generated into the C header
 * (`WrongState` becomes E_WRONG_STATE), so a code has one meaning on both sides.
 */
export const RAISE_ERRORS = {
  UnknownInstruction: [1, 'The program knows no such instruction.'],
  NotAvailable: [2, 'This instruction is not available in this version of the program.'],
  InstructionLength: [3, 'The instruction does not have the length that it must have.'],
  AccountCount: [4, 'The instruction does not have the accounts that it must have.'],
  SignatureMissing: [5, 'A required signature is missing.'],
  NotWritable: [6, 'An account that must change was passed read-only.'],
  WrongProgram: [7, 'A program was passed that is not the one to be called.'],
  WrongKey: [8, 'An account is not the one that the raise records.'],
  WrongRaise: [9, 'This account is not a raise of this program.'],
  WrongPosition: [10, "This account is not this investor's position in this raise."],
  WrongVault: [11, 'This is not the vault of the raise, or the vault cannot be used.'],
  WrongMint: [12, 'This mint cannot be used here.'],
  WrongDestination: [13, 'The destination is not the account of the recorded owner.'],
  DestinationUnusable: [14, 'The destination token account is missing, frozen or belongs to somebody else.'],
  RaiseExists: [15, 'This raise exists already, or its id was used before.'],
  Overflow: [16, 'An amount is larger than the chain can count.'],
  RentUnknown: [17, 'The rent of this chain is in a form that the program does not know.'],
  DepositSpent: [18, "The position's deposit does not cover another token account: create it first."],
  Insolvent: [19, 'The vault holds less than it must pay.'],
  WrongState: [20, 'The raise is not in a state that allows this.'],
  Paused: [21, 'The raise is paused: no new commitments.'],
  NotYetOpen: [22, 'The raise has not opened yet.'],
  AlreadyClosed: [23, 'The time for this is over.'],
  TooEarly: [24, 'It is too early for this.'],
  NothingDue: [25, 'There is nothing to do or to pay.'],
  CosignatureExpired: [26, "The site's signature is out of date: prepare the commitment again."],
  TermsMismatch: [27, 'The terms have changed: read and agree to the current ones.'],
  StalePosition: [28, 'This position was made under earlier terms.'],
  AmountZero: [29, 'The amount is zero.'],
  BelowPositionMinimum: [30, 'The position would be below the minimum for a position.'],
  AbovePositionMaximum: [31, 'The position would be above the maximum for a position.'],
  CapReached: [32, 'The raise would be above its cap.'],
  IssuerInvests: [33, 'The issuer cannot invest in its own raise.'],
  AmountTooLarge: [34, 'The position does not hold that much.'],
  NotWithdrawable: [35, 'The time for a free withdrawal is over, and this money is not fresh.'],
  AllocationMissing: [36, 'The sale vault does not hold the whole allocation.'],
  TrancheUnknown: [37, 'The raise has no such tranche.'],
  TrancheNotReleasable: [38, 'The tranche is released already, not approved, or an earlier one is not released.'],
  PayoutBelowRent: [39, 'The payout is too small for an empty wallet; it waits until more is due.'],
  PositionsOpen: [40, 'There are still open positions.'],
  MoneyDue: [41, 'There is still money to release or a fee to pay.'],
  BadKeys: [50, 'Issuer, guardian, cosigner and approvers must be five different keys.'],
  BadDestination: [51, 'The issuer or the fee wallet cannot receive money.'],
  BadPaymentMint: [
    52,
    'The payment mint cannot be used: it must be an initialised mint of the classic token program, never wrapped native.',
  ],
  BadSaleMint: [
    53,
    'The sale mint cannot be used: it must be an initialised mint of the classic token program without freeze authority.',
  ],
  SameMint: [54, 'Payment and sale mint are the same.'],
  BadTermsHash: [55, 'The terms hash is zero.'],
  BadMinimum: [56, 'The minimum must be above zero and not above the cap.'],
  BadOpening: [57, 'The raise must open within a year.'],
  BadDuration: [58, 'The raise must stay open for more than zero seconds and at most a year.'],
  BadWithdrawal: [59, 'Free withdrawal must end when the raise closes or before.'],
  BadReflection: [60, 'The reflection period is at most 30 days.'],
  BadConfirmation: [61, 'The time to confirm new terms is between 5 and 30 days.'],
  BadTranches: [62, 'There must be 1 to 8 tranches above zero that sum to 10,000 basis points.'],
  BadTrancheTimes: [63, 'The times of the tranches must rise, leave time for settlement, and end within 5 years.'],
  BadVesting: [64, 'Vesting lasts at most 10 years, and its cliff is not longer than that.'],
  BadFee: [65, 'The fee is at most 1,000 basis points.'],
  BadPositionLimits: [66, 'The position limits are not possible for this raise.'],
  BadAudience: [67, 'The audience is not known.'],
  BadFlag: [68, 'A yes-or-no argument is neither 0 nor 1.'],
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
