import bs58 from 'bs58'

type Things = Readonly<Record<'roundId' | 'wallet' | 'decisionId' | 'projectId', string>>

const note = 'As said.'
const signature = bs58.encode(new Uint8Array(64).fill(1))

/** Inputs for the procedures of rounds of the engine. */
export function ofConsensus({ roundId, wallet, decisionId }: Things) {
  const [one, digest, about] = [{ roundId }, 'a'.repeat(64), 's-nothing']
  const signed = { roundId, wallet, signature }
  const place = { ...signed, stage: 'first', about }
  return {
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
  }
}
