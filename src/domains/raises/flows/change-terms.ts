import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import { positionAddress } from '@/chain/raise/addresses'
import { isStale } from '@/chain/raise/formulas'
import { changeTerms, confirmTerms } from '@/chain/raise/instructions'
import { reconfirmationNeeds } from '@/domains/compliance/queries/reconfirm'
import { revise } from '@/domains/projects/actions/withdraw'
import { approvedTermsOf } from '@/domains/projects/queries/public'
import { formatMoney, money } from '@/kit/money'
import { after, DAY, formatInstant, fromUnix, SECOND } from '@/kit/time'
import type { IntentView } from '../queries/intent'
import { lastAsked } from '../queries/reconfirm'
import { mayConfirm } from '../rules/reconfirmation'
import { refuse } from '../rules/refusals'
import type { actOnRaiseInput, projectActInput, projectInput } from '../schema'
import { askedBefore, guardedNonce } from './guarded'
import { ownTerms } from './launch'
import { prepare, preparedBefore } from './prepare'
import { type LiveRaise, readRaise } from './read'
import { assertOwnWallet, type World } from './world'

/** The program takes other terms while the raise is open for commitments. */
function assertChangeable({ account, chainNow }: LiveRaise): void {
  if (account.state !== 'Open') throw refuse.wrongState({ state: account.state })
  if (chainNow >= account.closesAt) throw refuse.wrongState({ state: 'Closed for commitments' })
}

/** Opens the application of a running raise again, so that its issuer can propose other texts. Two people review them. */
export async function beginChange(world: World, { projectId }: z.infer<typeof projectInput>): Promise<void> {
  const { db, viewer, now } = world
  const approved = await approvedTermsOf(db, projectId)
  if (!approved?.raiseAddress) throw refuse.missing()
  if (approved.issuerPersonId !== viewer.personId) throw refuse.notIssuer()
  assertChangeable(await readRaise(world, approved.raiseAddress, []))
  await db.$transaction((tx) => revise(tx, { applicationId: projectId, viewer, now, running: true }))
}

/** Prepares putting changed terms that two people approved on chain: issuer and guardian sign. */
export async function prepareChange(world: World, input: z.infer<typeof projectActInput>): Promise<IntentView> {
  const approved = await ownTerms(world, input)
  const known = await preparedBefore(world, input, { kind: 'change_terms', projectId: input.projectId })
  if (known) return known
  if (!approved.raiseAddress || !approved.pendingTermsHash) throw refuse.noChange()
  const live = await readRaise(world, approved.raiseAddress, [])
  assertChangeable(live)
  const { reference, account } = live
  const asked = await askedBefore(world, input.projectId, reference.address, 'change_terms')
  if (asked) return asked
  await assertTimeToThink(world, live, input.projectId)
  const termsHash = new Uint8Array(Buffer.from(approved.pendingTermsHash, 'hex'))
  const keys = { issuer: new PublicKey(input.wallet), guardian: new PublicKey(world.keys.guardian) }
  return prepare(world, input, {
    kind: 'change_terms',
    instructions: [changeTerms(reference, { ...keys, termsHash })],
    title: `Change the terms of ${approved.title}`,
    lines: [
      `The new terms have the hash ${approved.pendingTermsHash}.`,
      'From then on only money counts whose owner agrees to them. Everybody else may withdraw at any time, or is refunded at the settlement.',
      `The raise is settled ${account.confirmSeconds / 86_400} days later at the earliest.`,
    ],
    ...{ announced: [], rent: 0n, raise: approved.raiseAddress, projectId: input.projectId },
    nonce: await guardedNonce(world, reference.address),
  })
}

/** How long the people who must sign may take before everybody is told. */
const SIGNING = DAY

/** Refuses a change after which the program would settle before a rule's business days to think are over. */
async function assertTimeToThink(world: World, { account, paymentAsset: asset }: LiveRaise, projectId: string) {
  const noticeAt = after(world.now, SIGNING)
  const needs = await reconfirmationNeeds(world.db, { projectId, asset, noticeAt })
  const atClose = fromUnix(account.closesAt + BigInt(account.reflectionSeconds))
  const atLeast = after(world.now, account.confirmSeconds * SECOND)
  if (needs && atClose < needs.until && atLeast < needs.until) throw refuse.noTimeToThink({ until: needs.until })
}

/** Prepares an investor's yes to changed terms. No gate is asked: the money is there already. */
export async function prepareConfirm(world: World, input: z.infer<typeof actOnRaiseInput>): Promise<IntentView> {
  const { raise, wallet } = input
  const known = await preparedBefore(world, input, { kind: 'confirm', raise })
  if (known) return known
  assertOwnWallet(world.viewer, wallet)
  const live = await readRaise(world, raise, [wallet])
  const { account, reference, chainNow, paymentAsset: asset } = live
  const position = live.positions.get(wallet)
  if (!position) throw refuse.noPosition()
  if (account.state !== 'Open' || chainNow >= account.settleAfter) throw refuse.wrongState({ state: account.state })
  if (!isStale(account, position)) throw refuse.agreedAlready()
  const asked = await lastAsked(
    world.db,
    positionAddress(world.programId, reference.address, new PublicKey(wallet)).toBase58(),
  )
  if (asked && !mayConfirm(world.now, asked.dueAt)) throw refuse.reconfirmOver({ dueAt: asked.dueAt })
  const { termsHash } = account
  const hash = Buffer.from(termsHash).toString('hex')
  return prepare(world, input, {
    kind: 'confirm',
    instructions: [confirmTerms(reference, { investor: new PublicKey(wallet), termsHash })],
    title: `Agree to the new terms of ${live.title}`,
    lines: [
      `You agree to the terms with the hash ${hash}.`,
      `Your ${formatMoney(money(asset, position.committed))} count again when the raise is settled from ${formatInstant(fromUnix(account.settleAfter))} on. No money moves now.`,
    ],
    ...{ announced: [], rent: 0n, raise, projectId: live.projectId },
  })
}
