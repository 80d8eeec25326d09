import { z } from 'zod'
import { AMOUNT_FORM } from './money'

/** Control characters but line break and tab, and characters that override the direction of text. */
const FORBIDDEN = /(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

const text = (longest: number, oneLine: boolean) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1, 'Write something here.')
        .max(longest, `At most ${longest.toLocaleString('en')} characters.`)
        .refine((value) => !FORBIDDEN.test(value), 'Contains a control or direction character; type the text afresh.')
        .refine((value) => !oneLine || !/[\n\t]/.test(value), 'One line only.'),
    )

/** One line, 80 characters: names and titles. */
export const title = text(80, true)
/** One paragraph, 280 characters. */
export const summary = text(280, false)
/** An answer to one question, up to 1,500 characters. */
export const answerText = text(1_500, false)
/** A few paragraphs, up to 2,000 characters. */
export const shortText = text(2_000, false)
/** Up to 20,000 characters. */
export const longText = text(20_000, false)
/** An https address; no credentials, no other scheme. */
export const httpsUrl = z
  .string()
  .max(500)
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null
    return url?.protocol === 'https:' && !url.username && !url.password
  }, 'Write a web address that starts with https://.')
/** 32 bytes in base58: any account. Wallets are checked further by chain/address. */
export const address = z
  .string()
  .regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, 'Write an address in base58, 32 to 44 characters.')
/** An amount as typed; the asset's decimals are checked by parseMoney. */
export const amountText = z
  .string()
  .max(40)
  .regex(/^\d+(\.\d+)?$/, `Write the amount as ${AMOUNT_FORM}.`)
/** A row's id. */
export const id = z.uuid('This is not an id.')
/** A key that the client makes once per act, so that a repeated call changes nothing. */
export const idempotencyKey = z.uuid('Send a fresh UUID with each act.')
