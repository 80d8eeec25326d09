import { z } from 'zod'
import { MAX_TRANCHES, ROLES } from '@/chain/raise/layout'
import { category } from '@/domains/projects/schema/content'
import { address, amountText, httpsUrl, id, idempotencyKey, longText, summary } from '@/kit/shapes'
import { PHASES, SORTS } from './rules/phase'

/** What every preparation names: the wallet that signs and pays, and the act's own key. */
const act = { wallet: address, idempotencyKey }

export const raiseInput = z.strictObject({ raise: address })
export const commitInput = z.strictObject({ raise: address, amount: amountText, ...act })
export const withdrawInput = z.strictObject({ raise: address, amount: amountText, ...act })
/** For refund, claim and settle: `investor` is whose position it is, the signing wallet when left out. */
export const collectInput = z.strictObject({ raise: address, investor: address.optional(), ...act })
export const projectActInput = z.strictObject({ projectId: id, ...act })
/** An act of an investor's own wallet on one raise. */
export const actOnRaiseInput = z.strictObject({ raise: address, ...act })
export const mintInput = z.strictObject({ mint: address })
export const intentInput = z.strictObject({ intentId: id })
/** 64 bytes in base58. */
const signature = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{64,90}$/, 'Send the signature in base58.')
export const submitInput = z.strictObject({ intentId: id, signature })
/** The guardian's signature over an order's message, made offline. */
export const handInInput = z.strictObject({ orderId: id, signature: z.string().trim().pipe(signature) })
export const slugInput = z.strictObject({ slug: z.string().min(1).max(120) })
export const projectInput = z.strictObject({ projectId: id })
export const orderInput = z.strictObject({
  raise: address,
  act: z.enum(['pause', 'resume', 'cancel'], 'Choose pause, resume or cancel.'),
  reason: summary,
})
/** What staff propose about a payment of a raise, counted from 0; the first needs no approval. */
export const verdictInput = z.strictObject({
  raise: address,
  tranche: z
    .int()
    .min(1)
    .max(MAX_TRANCHES - 1),
  verdict: z.enum(['approve', 'reject'], 'Choose approve or reject.'),
  reason: summary,
})
export const rotationInput = z.strictObject({ raise: address, role: z.enum(ROLES), reason: summary })
/** What an issuer shows for a payment that is to be approved. */
export const reportInput = z.strictObject({
  projectId: id,
  tranche: z
    .int()
    .min(1)
    .max(MAX_TRANCHES - 1),
  text: longText,
  link: z.union([z.literal(''), httpsUrl]),
})
/** The creation that an issuer asked the offline guardian for. */
export const creationOrderInput = z.strictObject({ intentId: id, reason: summary })
export const orderDecisionInput = z.strictObject({ orderId: id })
export const previewInput = z.strictObject({
  raise: address,
  wallet: address.optional(),
  amount: amountText.optional(),
})
export const intentsInput = z.strictObject({ raise: address.optional(), projectId: id.optional() })
/** A key of the order and a project's id: where a page of the public list begins. */
export const LIST_CURSOR = /^(-?\d{1,28}(?:\.\d{1,12})?)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
/** What the public list may be narrowed and ordered by; it all stands in the page's URL. */
export const listInput = z.strictObject({
  search: z.string().trim().max(100).optional(),
  phase: z.enum(PHASES).optional(),
  category: category.optional(),
  sort: z.enum(SORTS).default('closing'),
  cursor: z
    .string()
    .max(80)
    .regex(LIST_CURSOR, 'This is no place in the list; send what `next` of the page before said.')
    .optional(),
  take: z.int().min(1).max(48).default(24),
})
