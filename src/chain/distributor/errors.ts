/**
 * The distributor program's answers: custom error code -> name and sentence. Codes are none of the raise program's, so that a
 * failed transaction speaks for itself whichever program it called.
 */
export const DISTRIBUTOR_ERRORS = {
  UnknownInstruction: [7_001, 'The program knows no such instruction.'],
  InstructionLength: [7_003, 'The instruction does not have the length that it must have.'],
  AccountCount: [7_004, 'The instruction does not have the accounts that it must have.'],
  SignatureMissing: [7_005, 'A required signature is missing.'],
  NotWritable: [7_006, 'An account that must change was passed read-only.'],
  WrongProgram: [7_007, 'A program was passed that is not the one to be called.'],
  WrongKey: [7_008, 'An account is not the one that is recorded.'],
  WrongDistribution: [7_009, 'This account is not a distribution of this program, or not this one.'],
  WrongBond: [7_010, "This account is not this owner's bond for this distribution."],
  WrongVault: [7_011, 'This is not the vault, or the vault cannot be used.'],
  WrongDestination: [7_012, 'The destination is not the account of the recorded receiver.'],
  DestinationUnusable: [7_013, 'The destination token account is missing, frozen or belongs to somebody else.'],
  Overflow: [7_014, 'An amount is larger than the chain can count.'],
  RentUnknown: [7_015, 'The rent of this chain is in a form that the program does not know.'],
  Insolvent: [7_016, 'The vault holds less than it must pay.'],
  DistributionExists: [7_020, 'This distribution exists already, or its round and shard were used before.'],
  BondExists: [7_021, 'This bond exists already.'],
  RootPosted: [7_022, 'The root is posted already: it is too late to lock a bond for it.'],
  NotFunded: [7_023, 'The vault does not hold the whole total.'],
  ClaimsOver: [7_024, 'The time for claims is over; what is left goes to the pool.'],
  TooEarly: [7_025, 'It is too early for this.'],
  AlreadyClaimed: [7_026, 'This leaf was used already.'],
  WrongProof: [7_027, 'The proof does not lead from this leaf to the root.'],
  AboveTotal: [7_028, 'The payouts would be above the total of the distribution.'],
  NothingDue: [7_029, 'There is nothing to pay.'],
  RootTooLate: [7_030, 'The root came after the deadline of this bond.'],
  BondFree: [7_031, 'The bond is free: only its owner can take it back.'],
  AboveBond: [7_032, 'The bond does not hold that much.'],
  AmountZero: [7_033, 'The amount is zero.'],
  BondJudged: [7_034, 'The root has spoken on this bond already.'],
  BadKeys: [7_050, 'Operator and guardian must be two different keys.'],
  BadPool: [7_051, 'The pool cannot receive money.'],
  BadMint: [7_052, 'The mint cannot be used: an initialised one of the classic token program, never wrapped native.'],
  BadCount: [7_053, 'A tree has 1 to 12,000 leaves.'],
  BadRoot: [7_054, 'The root is zero.'],
  BadClaimTime: [7_055, 'Claims last between 30 days and 2 years.'],
  BadBondTimes: [7_056, 'The root must be due within a year, and the bond free at most 60 days after that.'],
} as const satisfies Record<string, readonly [code: number, sentence: string]>

export type DistributorErrorName = keyof typeof DISTRIBUTOR_ERRORS
export type DistributorError = { readonly code: number; readonly name: DistributorErrorName; readonly sentence: string }

/** All errors. */
export const DISTRIBUTOR_ERROR_LIST: readonly DistributorError[] = Object.entries(DISTRIBUTOR_ERRORS).map(
  ([name, [code, sentence]]) => ({ code, name: name as DistributorErrorName, sentence }),
)

/** What a custom error code of the distributor program means; null for a code that it does not have. */
export const distributorErrorOf = (code: number): DistributorError | null =>
  DISTRIBUTOR_ERROR_LIST.find((error) => error.code === code) ?? null
