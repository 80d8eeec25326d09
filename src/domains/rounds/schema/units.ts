import { z } from 'zod'
import { U64_MAX } from '@/kit/money'

declare const unit: unique symbol

/** Base units of the sheet's asset: for KOII 10^9 to the coin. Never whole coins, never a float. */
export type BaseUnits = bigint & { readonly [unit]: 'base units' }

/** What a pool is split by: a number without a unit. It is never paid. */
export type Weight = bigint & { readonly [unit]: 'weight' }

/** Units of work as the sheet counts them (answers, pages, hours), whole. Never an amount of money. */
export type WorkUnits = bigint & { readonly [unit]: 'work units' }

export const baseUnits = (value: bigint): BaseUnits => value as BaseUnits
export const weight = (value: bigint): Weight => value as Weight
export const workUnits = (value: bigint): WorkUnits => value as WorkUnits

const WHOLE = 'Write a whole number without sign, point or leading zero, at most 18446744073709551615, as text.'
const whole = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/, WHOLE)
  .transform(BigInt)
  .refine((value) => value <= U64_MAX, WHOLE)

/** An amount in base units, a decimal string in JSON. */
export const baseUnitsText = whole.transform(baseUnits)

/** A count of work, a decimal string in JSON. */
export const workUnitsText = whole.transform(workUnits)

/** A slot of the chain, a decimal string in JSON. */
export const slotText = whole

/**
 * What names a project, a person, a submission. ASCII alone, so that the order of strings in every language is the order of bytes
 * that the formulas ask for.
 */
export const key = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9:_-]{0,79}$/,
    'Write 1 to 80 letters, digits, ":", "_" or "-", and begin with a letter or digit.',
  )

/** 32 bytes in lower-case hex: a SHA-256, a seed, a salt. */
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'Write 32 bytes as 64 hexadecimal digits in lower case.')

/** An instant in UTC to the millisecond, in the one spelling whose order as text is the order in time. */
export const instant = z
  .string()
  .refine(
    (text) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) &&
      new Date(text).getTime() >= 0 &&
      new Date(text).toISOString() === text,
    'Write the instant in UTC like 2026-05-01T12:00:00.000Z.',
  )

/** A text that is signed or hashed: it must already stand as the shape would write it, since nothing may change it afterwards. */
export const asWritten = (shape: z.ZodType<string, string>) =>
  z.string().refine((text) => {
    const parsed = shape.safeParse(text)
    return parsed.success && parsed.data === text
  }, 'Write it without spaces at its ends, in NFC, without control or direction characters, and not too long.')

/** The order of all sums and all ties: by bytes. Keys are ASCII, where this is the order of code units. */
export const byKey = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
