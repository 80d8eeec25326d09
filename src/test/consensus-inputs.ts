import { randomUUID } from 'node:crypto'
import bs58 from 'bs58'

type Things = Readonly<Record<'roundId' | 'wallet' | 'decisionId' | 'projectId', string>>

const note = 'As said.'
const signature = bs58.encode(new Uint8Array(64).fill(1))

/** Inputs for the procedures of rounds of the engine. */
export function ofConsensus({ roundId, wallet, decisionId, projectId }: Things) {
  const [one, digest, about] = [{ roundId }, 'a'.repeat(64), 's-nothing']
  const signed = { roundId, wallet, signature }
  const place = { ...signed, stage: 'first', about }
  return {
    ...Object.fromEntries(
      ['byId', 'forStaff', 'own', 'mine', 'bonds', 'join'].map((name) => [`bounties.${name}`, one]),
    ),
    'bounties.ofProject': { projectId },
    'bounties.open': {
      ...{ template: 'editorial', projectId, title: 'A text', summary: note, task: note, pool: '10', shares: [1] },
      ...{ opensAt: new Date('2026-06-01T00:00:00Z'), workDays: 1, stepDays: 1, auditors: 1 },
    },
    'bounties.preparePayment': { roundId, wallet, what: 'pool', idempotencyKey: randomUUID() },
    'consensus.export': one,
    'consensus.submit': { ...signed, evidence: [], claimed: '1' },
    'consensus.enrol': signed,
    'consensus.commit': { ...place, commit: digest },
    'consensus.reveal': { ...place, content: { kind: 'ranking', order: [] }, salt: digest },
    'consensus.appeal': { ...signed, about },
    'consensus.approveSheet': { roundId, digest },
    'consensus.approveList': { roundId, digest },
    'consensus.proposeExclusion': { roundId, recipient: 'p-nothing', reason: note },
    'consensus.decideExclusion': { exclusionId: decisionId, confirm: true },
    'consensus.void': { roundId, reason: note },
    'milestones.ofProject': { projectId },
    'milestones.own': { projectId },
    'milestones.propose': {
      ...{ projectId, tranche: 1, audit: 'attestation', stepHours: 24 },
      ...{ opensAt: new Date('2027-01-01T00:00:00Z'), evidenceUntil: new Date('2027-01-02T00:00:00Z') },
    },
    'milestones.submit': {
      ...{ ...signed, text: note },
      spent: [{ line: 0, amount: '1', hash: digest, link: 'https://example.org/' }],
    },
  }
}
