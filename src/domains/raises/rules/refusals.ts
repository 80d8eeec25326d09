import { refusals } from '@/kit/refusal'
import { formatInstant } from '@/kit/time'

/** Every no of this room that is not the gate's (compliance/rules.ts). Each says what happened to the money. */
export const refuse = refusals('raises', {
  reconfirmOver: {
    kind: 'conflict',
    message: (c: { dueAt: Date }) =>
      `The time to agree ended on ${formatInstant(c.dueAt)}. All of it is refunded when the raise is settled, or take it out now.`,
  },
  noTimeToThink: {
    kind: 'conflict',
    message: (c: { until: Date }) =>
      `Investors in the United States need five business days, until ${formatInstant(c.until)}, and this raise would be settled before. Its terms cannot be changed any more.`,
  },
  sheetChanged: {
    kind: 'conflict',
    message: () =>
      'The information sheet changed while you were here. No money moved. Read the new one and start again.',
  },
  missing: { kind: 'missing', message: () => 'There is no such raise.' },
  noPosition: { kind: 'missing', message: () => 'This wallet has no position in this raise.' },
  noIntent: { kind: 'missing', message: () => 'There is no such transaction, or it is not yours.' },
  payoutFrozen: {
    kind: 'conflict',
    message: () =>
      'The bank of this project’s team asked for the application fee back. Nothing is paid out to the project until that is decided; investors’ refunds go on.',
  },
  noOrder: { kind: 'missing', message: () => 'There is no such order.' },
  chainUnavailable: {
    kind: 'unavailable',
    message: () => 'The chain does not answer at the moment. No money has moved; try again in a few minutes.',
  },
  notYourWallet: {
    kind: 'forbidden',
    field: 'wallet',
    message: () => 'This wallet is not linked to your account. Add it on your account page first.',
  },
  foreignKeys: {
    kind: 'forbidden',
    message: () => 'This raise does not use the published keys of this site, so nothing is prepared for it here.',
  },
  cosignerReplaced: {
    kind: 'unavailable',
    message: () =>
      'The key that lets commitments through is being replaced for this raise. No money has moved; withdrawals and refunds go on. Try again later.',
  },
  amountForm: { kind: 'invalid', field: 'amount', message: (c: { problem: string }) => c.problem },
  nothingToWithdraw: {
    kind: 'conflict',
    message: () => 'Nothing can be withdrawn now: the time for free withdrawal is over, or the raise has ended.',
  },
  aboveWithdrawable: {
    kind: 'invalid',
    field: 'amount',
    message: (c: { most: string }) => `At most ${c.most} can be withdrawn now.`,
  },
  leavesTooLittle: {
    kind: 'invalid',
    field: 'amount',
    message: (c: { minimum: string }) => `Leave at least ${c.minimum} in the position, or withdraw all of it.`,
  },
  nothingToCollect: { kind: 'conflict', message: () => 'There is nothing to collect from this position now.' },
  tooEarly: { kind: 'conflict', message: (c: { from: string }) => `This is possible from ${c.from} on.` },
  wrongState: {
    kind: 'conflict',
    message: (c: { state: string }) => `The raise is ${c.state.toLowerCase()}; this is not possible now.`,
  },
  onItsWay: {
    kind: 'conflict',
    message: () => 'Your earlier transaction is still on its way. Wait until it has arrived or expired.',
  },
  paidMeanwhile: {
    kind: 'conflict',
    message: () => 'Somebody paid this meanwhile. No money of yours has moved; prepare it again to see what is left.',
  },
  overtaken: {
    kind: 'conflict',
    message: () =>
      'Another commitment of yours was sent at the same moment, so your limits changed. This one was not sent; try again.',
  },
  keyReused: {
    kind: 'conflict',
    message: () => 'This key was used for another act. Nothing was prepared; reload the page and try again.',
  },
  wouldFail: { kind: 'conflict', message: (c: { sentence: string }) => `${c.sentence} No money has moved.` },
  simulationDiffers: {
    kind: 'conflict',
    message: () =>
      'The simulation shows other balance changes than the summary, so nothing was prepared and no money has moved. Try again.',
  },
  intentOver: {
    kind: 'conflict',
    message: (c: { state: string }) => `This transaction is ${c.state} and cannot be sent again. Prepare a new one.`,
  },
  sentBefore: {
    kind: 'conflict',
    message: () =>
      'Exactly this transaction was sent before, and the chain takes it once only. Nothing was sent again; prepare a new one.',
  },
  outOfDate: {
    kind: 'conflict',
    message: () => 'The preparation is out of date and was not sent. No money has moved; prepare it again.',
  },
  changedByWallet: {
    kind: 'invalid',
    message: () =>
      'The wallet signed something else than what was prepared, so it was not sent. No money has moved. Turn off automatic fees in the wallet, then try again.',
  },
  notIssuer: { kind: 'forbidden', message: () => 'Only the issuer of this project can do this.' },
  notApproved: { kind: 'conflict', message: () => 'The application is not approved yet.' },
  noToken: { kind: 'conflict', message: () => 'Make the token first: the terms name it.' },
  tokenExists: { kind: 'conflict', message: () => 'This project already has its token.' },
  raiseExists: { kind: 'conflict', message: () => 'The raise exists on chain already.' },
  termsOutdated: {
    kind: 'conflict',
    message: (c: { problem: string }) => `These terms can no longer be put on chain. ${c.problem}`,
  },
  alreadyFunded: { kind: 'conflict', message: () => 'The sale vault already holds the whole allocation.' },
  guardianOffline: {
    kind: 'unavailable',
    message: () =>
      'The guardian key is kept offline here, and it has not signed this yet. Ask the operator when it will.',
  },
  notTheKey: {
    kind: 'invalid',
    field: 'signature',
    message: (c: { who: string }) =>
      `This is not a signature of ${c.who} over this message: another key signed, or another message. Nothing was sent.`,
  },
  notConfirmed: {
    kind: 'conflict',
    message: () => 'Two people must agree before the guardian signs; this order was not confirmed by a second one.',
  },
  alreadySigned: { kind: 'conflict', message: () => 'This key has signed this already.' },
  samePerson: { kind: 'forbidden', message: () => 'You proposed this. Another person must confirm it.' },
  investorsJudge: {
    kind: 'conflict',
    message: () =>
      'The investors judge this payment in a round, or soon will. Nobody else decides about it until that has ended.',
  },
  reportInRound: {
    kind: 'conflict',
    message: () =>
      'The investors judge this payment in a round, or soon will: show what was delivered there, with what was spent. Nothing was changed.',
  },
  badSpending: {
    kind: 'invalid',
    message: (c: { field: string; problem: string }) => `${c.field}: ${c.problem}`,
  },
  orderOpen: { kind: 'conflict', message: () => 'The same act is already proposed and waits for a second person.' },
  orderDone: { kind: 'conflict', message: () => 'This order is carried out already: its transaction is final.' },
  notDecidable: {
    kind: 'conflict',
    message: (c: { problem: string }) => `Nothing can be decided about this payment now. ${c.problem}`,
  },
  noReport: {
    kind: 'conflict',
    message: () => 'The team has shown nothing for this payment yet, so it cannot be approved.',
  },
  keyInPlace: {
    kind: 'conflict',
    message: () =>
      'The raise carries the published key already. Publish the new key first, as the operations guide says, then rotate.',
  },
  noChange: {
    kind: 'conflict',
    message: () => 'No change of these terms is approved. Change the application and have it reviewed first.',
  },
  agreedAlready: { kind: 'conflict', message: () => 'This position counts under the present terms already.' },
  orderDecided: { kind: 'conflict', message: () => 'This order was already decided.' },
  ownRaise: { kind: 'forbidden', message: () => 'Nobody orders anything about their own raise.' },
})
