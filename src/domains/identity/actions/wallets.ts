import { randomBytes } from 'node:crypto'
import bs58 from 'bs58'
import { isOnCurve } from '@/chain/wallets/address'
import { append } from '@/domains/log/actions'
import { verifiesEd25519 } from '@/kit/ed25519'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { enqueue } from '@/server/queue'
import { refuse } from '../rules/refusals'
import { INTENT_LIFETIME_MS, type SignInPurpose, signInText } from '../rules/sign-in-text'
import type { WalletAnswer } from '../schema'
import { mailTo } from './mail'
import { createPerson, walletName } from './people'

/** The site and chain that a text is for. */
export type Site = { url: string; chainId: string }

/** Stores a text for a wallet to sign and returns it. `at` is the machine's time: it decides about sessions and nonces. */
export async function prepareSignIn(
  tx: Tx,
  input: { address: string; purpose: SignInPurpose; personId: string | null; site: Site; at: Date },
): Promise<{ nonce: string; message: string }> {
  const { address, purpose, personId, site, at } = input
  if (!isOnCurve(address)) throw refuse.notAWallet()
  const nonce = randomBytes(16).toString('hex')
  const url = new URL(site.url)
  const expiresAt = after(at, INTENT_LIFETIME_MS)
  const facts = { purpose, domain: url.host, uri: url.origin, address, chainId: site.chainId, nonce }
  const message = signInText({ ...facts, issuedAt: at, expiresAt })
  await tx.signInIntent.create({ data: { nonce, purpose, address, personId, message, issuedAt: at, expiresAt } })
  return { nonce, message }
}

/**
 * Uses up a stored intent and checks the wallet's answer against it. Address, text and purpose come from the stored row only;
 * the row is used up by one atomic update, so that the same answer sent twice at once succeeds once at most.
 */
async function redeem(tx: Tx, answer: WalletAnswer, purpose: SignInPurpose, site: Site, at: Date) {
  const unused = { nonce: answer.nonce, purpose, usedAt: null, issuedAt: { lte: at }, expiresAt: { gt: at } }
  const { count } = await tx.signInIntent.updateMany({ where: unused, data: { usedAt: at } })
  if (count !== 1) throw refuse.noIntent()
  const intent = await tx.signInIntent.findUniqueOrThrow({ where: { nonce: answer.nonce } })
  const url = new URL(site.url)
  const facts = { purpose, domain: url.host, uri: url.origin, address: intent.address, chainId: site.chainId }
  const { nonce, issuedAt, expiresAt } = intent
  // An intent stored for another domain or chain, for example before the site moved, does not count here.
  if (signInText({ ...facts, nonce, issuedAt, expiresAt }) !== intent.message) throw refuse.noIntent()
  const sent = Buffer.from(intent.message, 'utf8')
  if (answer.signedMessage !== undefined && !Buffer.from(answer.signedMessage, 'base64').equals(sent)) {
    throw refuse.otherMessage()
  }
  if (!verifiesEd25519(bs58.decode(intent.address), sent, bs58.decode(answer.signature))) throw refuse.badSignature()
  // Two first sign-ins of one wallet at once: the second waits here and finds the person that the first made.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${`wallet:${intent.address}`}))`
  return intent
}

/** Signs a wallet's owner in: the person whom it belongs to, or a new member. Returns the person's id. */
export async function signInWithWallet(
  tx: Tx,
  { answer, site, at, now }: { answer: WalletAnswer; site: Site; at: Date; now: Date },
): Promise<{ personId: string }> {
  const { address } = await redeem(tx, answer, 'sign_in', site, at)
  const known = await tx.wallet.findUnique({ where: { address } })
  if (known?.retiredAt) throw refuse.walletRetired()
  if (known) return { personId: known.personId }
  const person = await createPerson(tx, { displayName: walletName(address), now })
  await addWallet(tx, { address, personId: person.id, now })
  return { personId: person.id }
}

/** Links a wallet to the person who asked for it, or takes a retired one of theirs back into use. */
export async function linkWallet(
  tx: Tx,
  input: { personId: string; answer: WalletAnswer; site: Site; at: Date; now: Date },
): Promise<{ address: string }> {
  const { personId, answer, site, at, now } = input
  const intent = await redeem(tx, answer, 'link', site, at)
  if (intent.personId !== personId) throw refuse.noIntent()
  const { address } = intent
  const known = await tx.wallet.findUnique({ where: { address } })
  if (known && known.personId !== personId) throw refuse.walletTaken()
  if (!known) await addWallet(tx, { address, personId, now })
  else if (known.retiredAt) {
    await tx.wallet.update({ where: { address }, data: { retiredAt: null, linkedAt: now } })
    await record(tx, 'identity.walletLinked', personId, now)
  }
  // Whoever took over an account would link a wallet of their own: its owner reads of it where a thief of a session does not.
  if (!known || known.retiredAt) await mailTo(tx, { personId, now, ...LINKED })
  // Whoever was compared with lists before is compared once more, with this wallet.
  await enqueue(tx, 'screening.walletLinked', { personId }, { key: `screening.walletLinked:${personId}` })
  return { address }
}

const LINKED = {
  subject: 'A wallet was linked to your account',
  text: 'A wallet was linked to your account. It signs you in; if you were verified before, it can commit in 24 hours. If you did not do this, sign in, unlink it on the page “Account” and end the sessions that are not yours.',
} as const

/** Gives a person a wallet whose signature was checked. */
export async function addWallet(
  tx: Tx,
  { address, personId, now }: { address: string; personId: string; now: Date },
): Promise<void> {
  await tx.wallet.create({ data: { address, personId, linkedAt: now } })
  await record(tx, 'identity.walletLinked', personId, now)
}

/** Ends a wallet's use for signing in and committing. Its positions stay with the person, and so does the wallet. */
export async function unlinkWallet(
  tx: Tx,
  { personId, address, now }: { personId: string; address: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`select 1 from person where id = ${personId}::uuid for update`
  const active = await tx.wallet.findMany({ where: { personId, retiredAt: null } })
  if (!active.some((wallet) => wallet.address === address)) throw refuse.noWallet()
  const { email } = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { email: true } })
  if (active.length === 1 && !email) throw refuse.lastWallet()
  await tx.wallet.update({ where: { address }, data: { retiredAt: now } })
  await record(tx, 'identity.walletUnlinked', personId, now)
}

/** The act without the address: which wallets belong together is nobody else's business. */
const record = (tx: Tx, type: string, personId: string, now: Date) =>
  append(tx, { type, at: now, actorId: personId, subjects: [`person:${personId}`], facts: {} })
