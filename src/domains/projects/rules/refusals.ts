import { refusals } from '@/kit/refusal'

/** Every no of this room. */
export const refuse = refusals('projects', {
  fixedOnChain: {
    kind: 'conflict',
    message: (c: { field: string }) =>
      `The raise runs: amounts, dates, shares and wallets are fixed on the chain and cannot change (${c.field}). Put the old value back; texts may change.`,
  },
  missing: { kind: 'missing', message: () => 'There is no such application, or it is not yours.' },
  noDecision: { kind: 'missing', message: () => 'There is no such decision.' },
  wrongState: {
    kind: 'conflict',
    message: (c: { act: string; state: string }) => `This cannot be ${c.act}: the application is ${c.state}.`,
  },
  listingState: {
    kind: 'conflict',
    message: (c: { state: string; event: string }) => `A listing that is ${c.state} cannot ${c.event}.`,
  },
  locked: {
    kind: 'conflict',
    message: (c: { state: string }) => `The application is ${c.state} and cannot be edited. Withdraw it to edit it.`,
  },
  incomplete: {
    kind: 'invalid',
    message: (c: { count: number; first: string }) =>
      c.count === 1 ? `One thing is left to do: ${c.first}` : `${c.count} things are left to do. The first: ${c.first}`,
  },
  feeUnpaid: { kind: 'conflict', message: () => 'Pay the application fee before you submit.' },
  feeDisputed: {
    kind: 'conflict',
    message: () => 'The payer’s bank asked for the application fee back. This waits until that is decided.',
  },
  noFee: { kind: 'conflict', message: () => 'There is no fee to pay for this application.' },
  unchanged: {
    kind: 'conflict',
    message: () => 'Nothing changed since the last version. Change what the reviewers asked for, then submit.',
  },
  notYourWallet: {
    kind: 'forbidden',
    field: 'issuerWallet',
    message: () => 'The issuer’s wallet must be one that you have proven to be yours. Add it to your account first.',
  },
  changedMeanwhile: {
    kind: 'conflict',
    message: () => 'The draft changed while it was being checked. Nothing was submitted; look at it again and submit.',
  },
  ownProject: {
    kind: 'forbidden',
    message: () => 'Nobody reviews their own project, decides on it, or reads its review.',
  },
  taken: {
    kind: 'conflict',
    message: (c: { until: string }) => `Another reviewer has this application until ${c.until}.`,
  },
  notAssigned: { kind: 'forbidden', message: () => 'Take the application before you decide on it.' },
  sheetIncomplete: { kind: 'invalid', message: (c: { what: string }) => `Before you propose to approve: ${c.what}` },
  unknownMark: { kind: 'invalid', message: (c: { mark: string }) => `The review sheet has no point named ${c.mark}.` },
  noReason: {
    kind: 'invalid',
    field: 'reasons',
    message: () => 'Name at least one reason, so that the team knows what to change.',
  },
  unknownReason: {
    kind: 'invalid',
    field: 'reasons',
    message: (c: { code: string; section: string }) => `${c.code} is not a reason for the section ${c.section}.`,
  },
  samePerson: {
    kind: 'forbidden',
    message: () => 'You proposed this decision. Another person must confirm it.',
  },
  noComment: {
    kind: 'invalid',
    field: 'comment',
    message: () => 'Say why you return it, so that the reviewer knows what to do.',
  },
  alreadyDecided: { kind: 'conflict', message: () => 'This decision was already taken by somebody else.' },
  staleReview: {
    kind: 'conflict',
    message: () => 'The application changed after this decision was proposed. Return it to the reviewer.',
  },
  chainAway: {
    kind: 'unavailable',
    message: () => 'The chain does not answer right now. What you typed is saved; try again in a moment.',
  },
  mintKnown: { kind: 'conflict', message: () => 'The token of this project is already fixed.' },
  wrongMint: { kind: 'invalid', field: 'mint', message: (c: { problem: string }) => c.problem },
  raiseKnown: { kind: 'conflict', message: () => 'This project already has a raise on chain.' },
  wrongTerms: {
    kind: 'conflict',
    message: () => 'The raise on chain carries other terms than the approved ones, so it is not shown.',
  },
})
