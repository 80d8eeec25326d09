import { randomUUID } from 'node:crypto'
import { PublicKey, SystemProgram, Transaction } from '@solana/web3.js'
import { fileComplaint } from '@/domains/complaints/actions/file'
import { complaintInput } from '@/domains/complaints/schema'
import { saveProfile, startCase, withdrawCase } from '@/domains/compliance/actions/cases'
import { issueChallenge } from '@/domains/compliance/actions/operators'
import { startSession } from '@/domains/identity/actions/sessions'
import { addWallet } from '@/domains/identity/actions/wallets'
import { addDocument } from '@/domains/projects/actions/documents'
import { recordPreparation } from '@/domains/raises/actions/intent'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'
import { approved, now, world } from './application-world'
import { COMPANY, companyActs } from './company'
import { question } from './discussion-world'
import { jpeg } from './files'
import { type Things, things } from './procedure-inputs'
import { acts, profile } from './verification'
import { testWallet } from './wallet'

/** An application that may be edited, with a document, and an edit that came too late. */
async function application(db: Db) {
  const { applicationId, owner, save } = await world(db)
  const file = { kind: 'other' as const, fileName: 'plan.jpg', bytes: jpeg() }
  const { documentId } = await db.$transaction((tx) => addDocument(tx, { applicationId, viewer: owner, now, ...file }))
  const late = await save('risks', { text: 'Typed on an older page.' }, 0)
  return { owner, applicationId, documentId, staleEditId: late.saved ? '' : late.staleEditId }
}

/** A verification that was handed in and taken back. */
async function withdrawnCase(db: Db, personId: string): Promise<string> {
  const { caseId } = await acts(db).submitted(personId)
  await db.$transaction((tx) => withdrawCase(tx, { personId, now }))
  return caseId
}

/** A company that waits for its people. */
async function company(db: Db, projectId: string, personId: string) {
  const acts = companyActs(db, { projectId, personId, now })
  await acts.start()
  await acts.save(COMPANY)
  await acts.send()
  await acts.submit()
  return { companyId: await acts.id(), partyId: await acts.partyAt('p1') }
}

/** A key, registered by a permit, as the first staff of an installation have it. */
async function passkey(db: Db, personId: string): Promise<string> {
  const permit = { personId, kind: 'passkey', grantedAt: now, until: after(now, DAY), state: 'used', usedAt: now }
  await db.keyPermit.create({ data: permit })
  const key = { publicKey: new Uint8Array(1), counter: 0n, backedUp: false, name: 'Laptop', addedAt: now }
  return (await db.passkey.create({ data: { id: randomUUID(), personId, ...key } })).id
}

async function intent(db: Db, personId: string, wallet: string): Promise<string> {
  const payer = new PublicKey(wallet)
  const transfer = SystemProgram.transfer({ fromPubkey: payer, toPubkey: payer, lamports: 5 })
  const message = new Transaction({ feePayer: payer, recentBlockhash: wallet }).add(transfer).serializeMessage()
  const unsigned = { message: new Uint8Array(message), lastValidBlockHeight: 100, slot: 1, blockhash: wallet }
  const summary = { title: 'A commitment', lines: [], changes: [], fee: '0', rent: null }
  const about = { raiseAddress: null, projectId: null, mint: null, listAddress: null, amount: 5n, assetKey: 'KOII' }
  const act = {
    personId,
    wallet,
    kind: 'commit' as const,
    idempotencyKey: randomUUID(),
    signatures: {},
    genesis: 'x',
    nonceAccount: null,
  }
  return (await db.$transaction((tx) => recordPreparation(tx, { ...act, ...about, summary, unsigned, now }))).id
}

/** A person who has one of everything that belongs to somebody, and its ids. The project is a second application, approved. */
export async function ownerOfThings(db: Db) {
  const { owner, ...draft } = await application(db)
  const project = await approved(db)
  const { personId } = owner
  const { address: wallet } = testWallet()
  await db.$transaction((tx) => addWallet(tx, { address: wallet, personId, now }))
  const { token } = await db.$transaction((tx) => startSession(tx, { personId, method: 'wallet', at: now, now }))
  const session = await db.session.findFirstOrThrow({ where: { personId } })
  const challenge = await db.$transaction((tx) =>
    issueChallenge(tx, { personId, site: 'http://127.0.0.1:3000', network: 'local', now }),
  )
  const staking = { stakingKey: testWallet().address, task: 'task', stake: 5, checkedSlot: 1n }
  const proof = await db.operatorProof.create({ data: { personId, ...staking, provenAt: now, checkedAt: now } })
  const told = { personId, cause: 'test', title: 'Told', text: 'Told.', link: '/portfolio', madeAt: now }
  const notice = await db.notice.create({ data: told })
  const input = complaintInput.parse({ topic: 'platform', what: 'It was slow.' })
  const { complaintId } = await db.$transaction((tx) => fileComplaint(tx, { input, personId, now }))
  const mine: Things = things({
    complaintId,
    noticeId: notice.id,
    ...draft,
    projectId: project.applicationId,
    caseId: await withdrawnCase(db, personId),
    ...(await company(db, draft.applicationId, personId)),
    intentId: await intent(db, personId, wallet),
    sessionId: session.id,
    challengeId: challenge.id,
    proofId: proof.id,
    wallet,
    personId,
    passkeyId: await passkey(db, personId),
    postId: await question(db, { projectId: project.applicationId, personId, text: 'Why 20 nodes?' }),
  })
  return { owner, project, token, mine }
}

/** Another person with an application and a verification of their own, so that what is refused to them is not refused for having nothing. */
export async function strangerWithThings(db: Db) {
  const { owner: stranger } = await application(db)
  const { personId } = stranger
  await db.$transaction((tx) => startCase(tx, { personId, now }))
  await db.$transaction((tx) => saveProfile(tx, { personId, now, profile }))
  const { address: wallet } = testWallet()
  await db.$transaction((tx) => addWallet(tx, { address: wallet, personId, now }))
  return { ...stranger, wallets: [wallet] }
}
