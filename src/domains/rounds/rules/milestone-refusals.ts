import { refusals } from '@/kit/refusal'
import { formatInstant } from '@/kit/time'

/** Every no about a payment that is judged in a round. */
export const refuseMilestone = refusals('rounds', {
  notNextPayment: {
    kind: 'conflict',
    message: (c: { problem: string }) => `This payment cannot be judged now. ${c.problem} Nothing was changed.`,
  },
  noInvestors: {
    kind: 'conflict',
    message: () =>
      'Nobody who invested has an account here that could judge. Two people of the operator decide instead.',
  },
  evidenceTooEarly: {
    kind: 'invalid',
    field: 'evidenceUntil',
    message: () => 'Take evidence for at least an hour: let it end later than the round opens.',
  },
  noTimeToSign: {
    kind: 'invalid',
    field: 'stepHours',
    message: (c: { judged: Date; latest: Date }) =>
      `The judging would end on ${formatInstant(c.judged)}. Both approvers need a day to sign, so let it end by ${formatInstant(c.latest)}: shorten the steps or take evidence earlier.`,
  },
  notTheTeam: {
    kind: 'forbidden',
    message: () => 'Only the issuer of this project hands in evidence for its payment.',
  },
  notAnInvestor: {
    kind: 'forbidden',
    message: () => 'Only people who invested in this raise judge its payments.',
  },
  spendingMissing: {
    kind: 'conflict',
    message: () =>
      'Hand in the evidence on the page of your raise: what was spent for each line of the budget belongs to it.',
  },
})
