import type { RaiseModel } from './model'
import { larger, type Party, type Signers, smaller } from './model-books'
import type { Happening, Instruction } from './model-steps'

/** How far a story is before chance takes over. */
export const BEGINNINGS = ['draft', 'open', 'settled', 'settled under other terms', 'settled and forgotten'] as const
type Beginning = (typeof BEGINNINGS)[number]

const sent = (instruction: Instruction, party: Party, signers: Signers): Happening => ({
  name: 'send',
  sent: { ...instruction, party, signers },
})

/** Everybody commits an equal part of what is needed, or as much as a position may hold. */
const commitments = ({ terms, termsHash }: RaiseModel, people: readonly Party[]): Happening[] => {
  const part = terms.oversubscription ? terms.positionMaximum : terms.minimum / BigInt(people.length) + 1n
  const amount = smaller(larger(part, terms.positionMinimum), terms.positionMaximum)
  const expiresAt = terms.opensAt + 60n
  return people.map((party) =>
    sent({ name: 'commit', amount, terms: termsHash, expiresAt }, party, [party, 'cosigner']),
  )
}

/** Other terms, to which all but the last agree. */
const otherTerms = (people: readonly Party[]): Happening[] => [
  sent({ name: 'changeTerms', terms: 2n }, 'issuer', ['issuer', 'guardian']),
  ...people.slice(0, -1).map((party) => sent({ name: 'confirm', terms: 2n }, party, [party])),
]

/** What happens before chance takes over: the tokens are there, the raise is open, its time has come, or has passed. */
export const prelude = (raise: RaiseModel, beginning: Beginning, people: readonly Party[]): Happening[] => {
  if (beginning === 'draft') return []
  const { terms, now, settleAfter } = raise
  const open: Happening[] = [
    { name: 'deposit', amount: terms.tokensAtCap },
    sent({ name: 'open' }, 'stranger', []),
    { name: 'time', seconds: terms.opensAt - now },
  ]
  if (beginning === 'open') return open
  const changes = beginning === 'settled under other terms' ? otherTerms(people) : []
  const wait = larger(settleAfter, terms.opensAt + terms.confirmSeconds) - terms.opensAt
  const settled: Happening[] = [{ name: 'time', seconds: wait }, sent({ name: 'settle' }, 'stranger', [])]
  const until = terms.tranches.at(-1)!.approveBy - terms.opensAt - wait
  const forgotten: Happening[] =
    beginning === 'settled and forgotten' && until > 0n ? [{ name: 'time', seconds: until }] : []
  return [...open, ...commitments(raise, people), ...changes, ...settled, ...forgotten]
}
