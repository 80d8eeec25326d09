import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import { TRPCError } from '@trpc/server'
import bs58 from 'bs58'
import { connection } from '@/chain/connection'
import { localCall } from '@/chain/local'
import { decodeRaise } from '@/chain/raise/accounts'
import { APPROVAL_CHECKS } from '@/domains/compliance/schema'
import { CHECKLIST, CRITERIA } from '@/domains/projects/rules/review'
import { SECTIONS } from '@/domains/projects/schema/content'
import type { Draft } from '@/domains/projects/schema/draft'
import { keepInventedLists } from '@/domains/screening/jobs/lists'
import { Refusal } from '@/kit/refusal'
import { DAY, SECOND } from '@/kit/time'
import { now, refreshClock } from '@/server/clock'
import { database } from '@/server/db'
import type { Signer } from '@/server/signers'
import { png } from '@/test/files'
import { type Api, as, type DemoPerson } from './people'

const OVER = new Set(['finalized', 'failed', 'expired', 'lost', 'declined'])
const PATIENCE_MS = 90_000
/** From a block until it is final. */
const FINALITY_SLOTS = 33

/**
 * Asks again and again until the answer is there; says what it waited for when it never comes. Meanwhile the local chain skips slots,
 * so that what is in a block is final at once.
 */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer) return answer
    await localCall(connection().rpcEndpoint, 'flotilla_pass', [{ slots: FINALITY_SLOTS }])
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  throw new Error(`${what} did not happen within ${PATIENCE_MS / SECOND} s`)
}

type Intent = Awaited<ReturnType<Api['raises']['prepareCommit']>>

/**
 * Prepares a transaction, and again when the same wallet's other transactions moved its balance meanwhile: issuers launch several
 * raises at once here, and the site rightly refuses a simulation that does not match.
 */
async function prepareQuietly(prepare: () => Promise<Intent>): Promise<Intent> {
  for (let left = 40; ; left -= 1) {
    try {
      return await prepare()
    } catch (error) {
      const moved =
        error instanceof TRPCError && error.cause instanceof Refusal && error.cause.code === 'raises.simulationDiffers'
      if (!moved || left === 0) throw error
    }
  }
}

/** Prepares, signs with the person's wallet, submits, and waits until the chain has it for good. */
export async function signAndWait(person: DemoPerson, prepare: () => Promise<Intent>): Promise<Intent> {
  const intent = await prepareQuietly(prepare)
  const wire = Buffer.from(intent.transaction ?? '', 'base64')
  const signature = bs58.encode(await person.signer.sign(wire.subarray(1 + 64 * (wire[0] ?? 0))))
  await (await as(person)).raises.submit({ intentId: intent.id, signature })
  const done = await until(`"${intent.summary.title}"`, async () => {
    const found = (await (await as(person)).raises.intents({})).find(({ id }) => id === intent.id)
    return found && OVER.has(found.state) ? found : null
  })
  if (done.state !== 'finalized') throw new Error(`"${intent.summary.title}" is ${done.state}: ${done.failure ?? ''}`)
  return done
}

/** Moves the local chain's clock forward to an instant. */
export async function travelTo(instant: Date): Promise<void> {
  await refreshClock()
  const seconds = Math.ceil((instant.getTime() - now().getTime()) / SECOND)
  if (seconds <= 0) return
  await localCall(connection().rpcEndpoint, 'flotilla_timeTravel', [{ seconds }])
  await refreshClock()
  await keepInventedLists(database().db, now())
}

/** Writes an application, every section as the form saves it. */
export async function apply(issuer: DemoPerson, draft: Draft): Promise<string> {
  const api = await as(issuer)
  const { applicationId } = { applicationId: idOf(await api.projects.start()) }
  for (const section of SECTIONS) {
    const revision = 0
    await api.projects.save({ applicationId, section, revision, value: draft[section] } as Parameters<
      Api['projects']['save']
    >[0])
  }
  return applicationId
}

const idOf = (started: unknown): string =>
  typeof started === 'string'
    ? started
    : String((started as { id?: string; applicationId?: string }).applicationId ?? (started as { id: string }).id)

/** One person looks through an application and proposes; the checker confirms. */
export async function review(
  applicationId: string,
  reviewer: DemoPerson,
  checker: DemoPerson,
  outcome: 'approve' | 'request_changes',
) {
  const first = await as(reviewer)
  await first.projects.claim({ applicationId })
  const checklist = Object.fromEntries(CHECKLIST.map(({ id }) => [id, true]))
  const scores = Object.fromEntries(CRITERIA.map(({ id }) => [id, 4]))
  await first.projects.saveSheet({ applicationId, checklist, scores, note: '' })
  const reasons =
    outcome === 'approve'
      ? []
      : [{ section: 'budget' as const, code: 'not-plausible', text: 'The line for hardware has no quote.' }]
  const message =
    outcome === 'approve'
      ? 'Approved. Next: make the token and create the raise.'
      : 'Please support the hardware line with a quote.'
  await first.projects.propose({ applicationId, outcome, reasons, message })
  const { decision } = await openDecision(await as(checker), applicationId)
  await (await as(checker)).projects.decide({ decisionId: decision, verdict: 'confirm', comment: '' })
}

async function openDecision(api: Api, applicationId: string): Promise<{ decision: string }> {
  const found = await api.projects.reviewCase({ applicationId })
  const open = found.decisions.find(({ state }) => state === 'open')
  if (!open) throw new Error('no decision waits')
  return { decision: open.id }
}

/** A member asks to be verified: profile and document. The case then waits for the staff. */
export async function askForVerification(member: DemoPerson): Promise<void> {
  const api = await as(member)
  await api.compliance.start()
  await api.compliance.saveProfile({
    legalName: `${member.name} Example`,
    dateOfBirth: '1988-02-29',
    country: 'PT',
    residentialAddress: 'Rua do Exemplo 1, 1100-001 Lisboa',
  })
  await api.compliance.chooseManual({ reason: 'consent_declined' })
  const bytes = new Uint8Array(png(64, 64))
  const documentId = await api.compliance.attachDocument({ kind: 'passport', fileName: 'passport.png', bytes })
  await api.vault.examine({ documentId })
  await api.compliance.submit()
}

/** Verifies a person: they ask for it, then two people decide. */
export async function verify(member: DemoPerson, reviewer: DemoPerson, checker: DemoPerson): Promise<void> {
  await askForVerification(member)
  const { caseId } = await (await as(member)).compliance.mine()
  if (!caseId) throw new Error('no verification waits')
  const first = await as(reviewer)
  await first.compliance.claim({ caseId })
  await first.compliance.openEvidence({ caseId })
  const document = { country: 'PT', number: randomUUID(), expires: '2040-12-31' }
  const compared = { checks: [...APPROVAL_CHECKS], document, note: 'Name and date agree with the passport.' }
  await first.compliance.propose({ caseId, outcome: 'approve', ...compared })
  const second = await as(checker)
  await second.compliance.openEvidence({ caseId })
  await second.compliance.confirm({ caseId })
}

/** A node operator signs the site's text with the staking key that stands in a task's stake list. */
export async function proveOperator(operator: DemoPerson, staking: Signer): Promise<void> {
  const api = await as(operator)
  const { id: challengeId, text } = await api.compliance.operatorChallenge({})
  const signature = bs58.encode(await staking.sign(Buffer.from(text, 'utf8')))
  await api.compliance.proveOperator({ challengeId, stakingKey: staking.publicKey, signature })
}

/** From an approved project to an open raise: token, raise, tokens into the vault, opened. Returns the raise's address. */
export async function launch(issuer: DemoPerson, projectId: string): Promise<string> {
  const act = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
  const api = () => as(issuer)
  const token = await signAndWait(issuer, async () => (await api()).raises.prepareCreateToken(act()))
  await (await api()).projects.chooseMint({ projectId, mint: token.mint ?? '' })
  const create = await signAndWait(issuer, async () => (await api()).raises.prepareCreate(act()))
  await until(
    'the follower seeing the raise',
    async () => (await (await api()).raises.intents({ projectId })).length > 0,
  )
  await untilPublished(issuer, create.raiseAddress ?? '', projectId)
  await signAndWait(issuer, async () => (await api()).raises.prepareDeposit(act()))
  await openUnlessOpen(issuer, create.raiseAddress ?? '', act())
  return create.raiseAddress ?? ''
}

async function untilPublished(issuer: DemoPerson, raise: string, projectId: string): Promise<void> {
  await until(`the listing of raise ${raise}`, async () => {
    const mine = await (await as(issuer)).raises.list({ sort: 'newest', take: 48 })
    return mine.cards.some((card) => card.projectId === projectId && card.raise === raise)
  })
}

/** The worker opens funded raises as well; whoever comes second finds it open. */
async function openUnlessOpen(
  issuer: DemoPerson,
  raise: string,
  act: { projectId: string; wallet: string; idempotencyKey: string },
) {
  try {
    await signAndWait(issuer, async () =>
      (await as(issuer)).raises.prepareOpen({ ...act, idempotencyKey: randomUUID() }),
    )
  } catch (error) {
    const account = await connection().getAccountInfo(new PublicKey(raise), 'confirmed')
    if (!account || decodeRaise(account.data).state !== 'Open') throw error
  }
}

/** Commits an amount of KOII from a person's wallet. */
export async function commit(person: DemoPerson, raise: string, amount: string): Promise<void> {
  const input = () => ({ raise, wallet: person.wallet, amount, idempotencyKey: randomUUID() })
  await signAndWait(person, async () => (await as(person)).raises.prepareCommit(input()))
}

/** The staff's pause or cancel: proposed by one, confirmed by another, signed by the guardian. */
export async function order(
  reviewer: DemoPerson,
  checker: DemoPerson,
  raise: string,
  act: 'pause' | 'cancel',
  reason: string,
) {
  const { orderId } = await (await as(reviewer)).raises.proposeOrder({ raise, act, reason })
  await (await as(checker)).raises.confirmOrder({ orderId })
}

/** `2027-05-05T18:00`, as the form's fields hold an instant. */
export const minuteOf = (instant: Date): string => instant.toISOString().slice(0, 16)
export const daysFrom = (instant: Date, days: number): Date => new Date(instant.getTime() + days * DAY)
