import { randomUUID } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import bs58 from 'bs58'
import { EMPTY } from '@/domains/projects/schema/draft'
import { softKey } from './authenticator'
import { ofBonus } from './bonus-inputs'
import { ofCompanies } from './company-inputs'
import { ofComplaints } from './complaint-inputs'
import { ofConsensus } from './consensus-inputs'
import { ofDiscussion } from './discussion-inputs'
import { jpeg } from './files'
import { profile } from './verification'

/** What procedures are asked about; whatever is not named does not exist. */
export type Things = {
  applicationId: string
  projectId: string
  staleEditId: string
  decisionId: string
  documentId: string
  caseId: string
  companyId: string
  partyId: string
  proofId: string
  challengeId: string
  intentId: string
  sessionId: string
  wallet: string
  raise: string
  orderId: string
  roundId: string
  changeId: string
  personId: string
  runId: string
  matchId: string
  passkeyId: string
  reportId: string
  noticeId: string
  complaintId: string
  postId: string
}

const address = (): string => Keypair.generate().publicKey.toBase58()

/** Ids of nothing, and the ones given. */
export const things = (known: Partial<Things> = {}): Things => ({
  ...{ applicationId: randomUUID(), projectId: randomUUID(), staleEditId: randomUUID(), decisionId: randomUUID() },
  ...{
    documentId: randomUUID(),
    caseId: randomUUID(),
    companyId: randomUUID(),
    partyId: randomUUID(),
    proofId: randomUUID(),
    challengeId: randomUUID(),
  },
  ...{ intentId: randomUUID(), sessionId: randomUUID(), wallet: address(), raise: address(), orderId: randomUUID() },
  ...{
    roundId: randomUUID(),
    changeId: randomUUID(),
    personId: randomUUID(),
    ...{ runId: randomUUID(), matchId: randomUUID(), reportId: randomUUID() },
    ...{ passkeyId: 'nothing', noticeId: randomUUID(), complaintId: randomUUID(), postId: randomUUID(), ...known },
  },
})

const file = () => ({ kind: 'other' as const, fileName: 'a.jpg', bytes: new Uint8Array(jpeg()) })
const signature = () => bs58.encode(new Uint8Array(64).fill(1))
const mail = () => `${randomUUID()}@example.org`
const note = 'As said.'

function ofPeople({ wallet, sessionId, personId, changeId, noticeId, passkeyId }: Things) {
  const nothing = { rpId: 'localhost', origin: 'http://localhost', challenge: 'nothing' }
  return {
    'identity.prepareSignIn': { address: wallet },
    'identity.requestLink': { email: mail() },
    'identity.prepareLink': { address: wallet },
    'identity.linkWallet': { nonce: 'a'.repeat(32), signature: signature() },
    'identity.unlinkWallet': { address: wallet },
    'identity.rename': { displayName: 'Somebody' },
    'identity.endSession': { sessionId },
    'identity.enterCode': { code: '000000' },
    'identity.readNotice': { noticeId },
    'identity.addPasskey': { answer: softKey().make(nothing), name: 'Laptop' },
    'identity.removePasskey': { passkeyId },
    'identity.askForKey': { act: null },
    'identity.showKey': { answer: softKey().show(nothing) },
    'identity.proposeKeyPermit': { personId, kind: 'passkey' },
    'identity.decideKeyPermit': { personId, confirm: true },
    'identity.proposeTie': { personId, tie: 'owner', ends: false },
    'identity.decideTie': { personId, confirm: true },
    'identity.people': {},
    'identity.invite': { email: mail(), displayName: 'Somebody' },
    'identity.setEmail': { email: mail(), personId },
    'identity.endSessionsOf': { personId },
    'identity.proposeRole': { personId, role: 'reviewer', kind: 'grant' },
    'identity.decideRole': { changeId, confirm: true },
    'identity.audit': {},
    'local.signInAs': { personId },
    'local.moveTime': { seconds: 1 },
    'local.fund': { address: wallet },
  }
}

function ofCases({ caseId, documentId, challengeId, proofId, wallet }: Things) {
  const one = { caseId }
  return {
    'compliance.saveProfile': profile,
    'compliance.attachDocument': file(),
    'compliance.removeDocument': { documentId },
    'compliance.openDocument': { documentId },
    'projects.openDocument': { documentId },
    'erasure.request': { confirmation: 'no' },
    'erasure.hold': { requestId: documentId },
    'erasure.propose': { requestId: documentId, kind: 'purge', reason: note },
    'erasure.decide': { requestId: documentId, confirm: true },
    'vault.examine': { documentId },
    'vault.view': { token: 'a'.repeat(43) },
    'compliance.eraseMine': one,
    'compliance.operatorChallenge': {},
    'compliance.walletStatus': { wallet },
    'compliance.proveStake': { wallet, signature: null },
    'compliance.proveOperator': { challengeId, stakingKey: wallet, signature: signature() },
    'compliance.forgetStakingKey': { proofId },
    'compliance.staffCase': one,
    'compliance.openEvidence': one,
    'compliance.claim': one,
    'compliance.release': one,
    'compliance.chooseManual': { reason: 'consent_declined' },
    'compliance.deliverCheck': { body: '{}', signature: 't=1,v1=00' },
    'compliance.standInCheck': { sessionId: 'vs_nothing' },
    'compliance.appeal': { text: note },
    'compliance.reveal': { caseId, fields: ['legalName'], reason: 'compare_document' },
    'compliance.claimMany': { caseIds: [caseId] },
    'compliance.releaseMany': { caseIds: [caseId] },
    'compliance.allowOnly': { caseId, personIds: [] },
    'compliance.proposeOpening': { caseId, personIds: [], note },
    'compliance.confirmOpening': one,
    'compliance.returnOpening': { caseId, note },
    'compliance.exportPack': one,
    'compliance.suspend': { caseId, reason: note },
    'compliance.proposeLift': { caseId, reason: note },
    'compliance.confirmLift': one,
    'compliance.returnLift': { caseId, note },
    'compliance.requestChanges': { caseId, items: [{ reason: 'name_differs', documentId: null }], note },
    'compliance.propose': { caseId, outcome: 'reject', reason: 'cannot_be_verified', note },
    'compliance.confirm': one,
    'compliance.returnProposal': { caseId, note },
    'compliance.erase': one,
  }
}

function ofProjects({ applicationId, projectId, staleEditId, documentId, decisionId, wallet }: Things) {
  const one = { applicationId }
  return {
    'payments.deliver': { body: '{}', signature: 't=1,v1=00' },
    'protection.propose': { kind: 'regime', subject: 'ECSPR', payload: { on: true }, reason: note },
    'protection.proposeDated': {
      ...{ what: 'holidays.us', asOf: '2026-01-01', days: ['2026-01-01'], reason: note },
      ...{ sourceUrl: 'https://example.org', sourceText: note },
    },
    'protection.confirmDated': { about: 'fatf' },
    'protection.returnDated': { about: 'fatf', comment: note },
    'protection.decide': { changeId: decisionId, confirm: true },
    'protection.state': {
      ...{ country: 'DE', usPerson: false, category: 'retail', yearlyIncome: '30000', netWorth: '50000' },
    },
    'protection.step': { event: 'request' },
    'protection.answerQuestions': { attempt: 1, answers: [0, 0, 0, 0, 0, 0] },
    'protection.finishTest': { answers: [0, 0, 0, 0, 0] },
    'protection.acknowledge': { regime: 'ECSPR' },
    'payments.askRefundAgain': { refundId: decisionId },
    'payments.standInPage': { sessionId: 'cs_test_nothing' },
    'projects.bySlug': { slug: 'nothing' },
    'projects.sheets': { slug: 'nothing' },
    'projects.sheet': { slug: 'nothing', number: 1 },
    'projects.lookAtMint': { mint: wallet },
    'projects.application': one,
    'projects.changes': { applicationId, version: 1 },
    'projects.beginCompany': one,
    'projects.save': { applicationId, section: 'risks', revision: 0, value: EMPTY.risks },
    'projects.discardEdit': { applicationId, staleEditId },
    'projects.addDocument': { applicationId, ...file() },
    'projects.removeDocument': { applicationId, documentId },
    'projects.check': one,
    'projects.submit': one,
    'projects.payFee': one,
    'projects.followFee': one,
    'projects.withdraw': one,
    'projects.revise': one,
    'projects.chooseMint': { projectId, mint: wallet },
    'projects.reviewCase': one,
    'projects.claim': one,
    'projects.unclaim': one,
    'projects.saveSheet': { applicationId, checklist: {}, scores: {}, note: '' },
    'projects.propose': { applicationId, outcome: 'approve', reasons: [], message: note },
    'projects.decide': { decisionId, verdict: 'confirm', comment: '' },
  }
}

function ofRaises({ raise, wallet, projectId, intentId, orderId }: Things) {
  const act = () => ({ wallet, idempotencyKey: randomUUID() })
  const project = () => ({ projectId, ...act() })
  return {
    'raises.list': {},
    'raises.bySlug': { slug: 'nothing' },
    'raises.preview': { raise },
    'raises.prepareCommit': { raise, amount: '1', ...act() },
    'raises.prepareWithdraw': { raise, amount: '1', ...act() },
    'raises.prepareRefund': { raise, ...act() },
    'raises.prepareClaim': { raise, ...act() },
    'raises.prepareSettle': { raise, ...act() },
    'raises.prepareUnwind': { raise, ...act() },
    'raises.prepareConfirm': { raise, ...act() },
    'raises.beginChange': { projectId },
    'raises.prepareChange': project(),
    'raises.reportPayment': { projectId, tranche: 1, text: note, link: '' },
    'raises.submit': { intentId, signature: signature() },
    'raises.handOver': { intentId },
    'raises.reportSent': { intentId, signature: signature() },
    'raises.decline': { intentId },
    'raises.watch': { intentId },
    'raises.console': { projectId },
    'raises.intents': {},
    'raises.lookAtMint': { mint: wallet },
    'raises.prepareCreateToken': project(),
    'raises.prepareCreate': project(),
    'raises.prepareDeposit': project(),
    'raises.prepareOpen': project(),
    'raises.prepareCancel': project(),
    'raises.proposeOrder': { raise, act: 'pause', reason: note },
    'raises.proposeVerdict': { raise, tranche: 1, verdict: 'approve', reason: note },
    'raises.proposeRotation': { raise, role: 'cosigner', reason: note },
    'raises.proposeCreation': { intentId, reason: note },
    'raises.handInSignature': { orderId, signature: signature() },
    'raises.confirmOrder': { orderId },
    'raises.carryOutOrder': { orderId },
    'raises.returnOrder': { orderId },
  }
}

function ofRounds({ roundId }: Things) {
  const one = { roundId }
  return {
    'rounds.byId': one,
    'rounds.forStaff': one,
    'rounds.preview': one,
    'rounds.publish': one,
    'rounds.allocate': one,
    'rounds.confirm': { roundId, digest: 'a'.repeat(64) },
    'rounds.sendBack': one,
    'rounds.void': { roundId, reason: note },
  }
}

const ofReputation = ({ wallet }: Things) => ({
  'reputation.list': {},
  ...Object.fromEntries(['profile', 'export', 'show', 'hide'].map((act) => [`reputation.${act}`, { wallet }])),
})

function ofScreening({ runId, matchId, reportId }: Things) {
  return {
    'screening.run': { runId },
    'screening.reveal': { runId, field: 'names', reason: note },
    'screening.clear': { matchId, reasons: ['entity_type'], note },
    'screening.proposeHit': { matchId, note },
    'screening.confirm': { matchId },
    'screening.returnProposal': { matchId, note },
    'screening.screenAgain': { runId },
    'screening.screenForLift': { runId },
    'screening.proposeLift': { runId, note },
    'screening.confirmLift': { runId },
    'screening.returnLift': { runId, note },
    'screening.fileReport': { reportId, note },
  }
}

/** An input that every procedure accepts, by the procedure's name: about the things given. */
export const inputsAbout = (about: Things, now: Date): Readonly<Record<string, unknown>> => ({
  ...ofPeople(about),
  ...ofComplaints(about),
  ...ofDiscussion(about),
  ...ofCases(about),
  ...ofCompanies(about),
  ...ofReputation(about),
  ...ofScreening(about),
  ...ofProjects(about),
  ...ofRaises(about),
  ...ofRounds(about),
  ...ofBonus(about, now),
  ...ofConsensus(about),
})

/** The procedure of a caller with a name such as `projects.save`. */
export const callOf = (caller: unknown, name: string): ((input?: unknown) => Promise<unknown>) =>
  name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], caller) as never
