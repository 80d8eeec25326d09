import { refusals } from '@/kit/refusal'
import { formatInstant } from '@/kit/time'
import type { EngineEvent, EngineState, Refused } from './round-machine'

const EVENT_WORDS: Record<EngineEvent, string> = {
  open: 'opened',
  submit: 'sent work',
  close_submissions: 'closed',
  commit: 'judged',
  reveal: 'told its judgements',
  close_audit: 'closed for judgements',
  lodge_appeal: 'appealed in',
  commit_appeal: 'judged again',
  reveal_appeal: 'told its judgements again',
  close_appeals: 'closed for appeals',
  post_root: 'paid',
  finish: 'finished',
  lapse: 'ended',
  void: 'voided',
}

const WHY: Record<Refused, string> = {
  never: 'it is at another step',
  early: 'the time for that has not begun',
  late: 'the time for that is over',
  sheetWritten: 'its rule sheet is not on the chain',
  rootPosted: 'its list is not fixed',
  noRoot: 'two people have fixed its list',
  everythingClaimed: 'not everything is paid',
}

/** Every no at the door of a round of the engine. */
export const refuseRound = refusals('rounds', {
  noRound: { kind: 'missing', message: () => 'There is no such round.' },
  notNowRound: {
    kind: 'conflict',
    message: (c: { state: EngineState; event: EngineEvent; why: Refused }) =>
      `The round cannot be ${EVENT_WORDS[c.event]}: ${WHY[c.why]} (it is at “${c.state}”). Nothing was changed.`,
  },
  notYourRoundWallet: {
    kind: 'forbidden',
    field: 'wallet',
    message: () => 'This wallet is not linked to your account. Add it on your account page first.',
  },
  badSignature: {
    kind: 'invalid',
    field: 'signature',
    message: () => 'The signature does not fit this wallet and exactly this text. Sign once more; nothing was changed.',
  },
  notVerified: {
    kind: 'forbidden',
    message: () => 'Only verified members take part in rounds. Verify yourself first; it takes a few minutes.',
  },
  ownTask: {
    kind: 'forbidden',
    message: () =>
      'You belong to the project of this round, or hold a position in its raise: somebody else must do this.',
  },
  takesPart: {
    kind: 'forbidden',
    message: () => 'You take part in this round, so somebody else must decide about it.',
  },
  oneEach: {
    kind: 'conflict',
    message: () => 'You have handed in work already, and it cannot be replaced. Each person hands in once.',
  },
  enrolledAlready: { kind: 'conflict', message: () => 'You are on the list of auditors already.' },
  notAsked: {
    kind: 'forbidden',
    message: () => 'You are not asked about this: only whoever was drawn, or may vote, judges it. Nothing was changed.',
  },
  wrongKind: {
    kind: 'invalid',
    field: 'content',
    message: (c: { reads: string }) => `This round reads ${c.reads} here. Nothing was changed.`,
  },
  committedAlready: {
    kind: 'conflict',
    message: () => 'You have fixed your judgement already; it cannot be replaced.',
  },
  noCommit: {
    kind: 'conflict',
    message: () => 'You fixed no judgement here in time, so there is none to show.',
  },
  otherThanFixed: {
    kind: 'invalid',
    field: 'salt',
    message: () => 'This is not the judgement that you fixed, or not its salt. Open the file that you kept.',
  },
  revealedAlready: { kind: 'conflict', message: () => 'Your judgement is shown already.' },
  notYourWork: { kind: 'missing', message: () => 'There is no such work of yours in this round.' },
  appealedAlready: { kind: 'conflict', message: () => 'You have appealed already. Each work can be appealed once.' },
  noBond: {
    kind: 'conflict',
    message: (c: { problem: string }) => `Your bond: ${c.problem} Nothing was changed.`,
  },
  noBondHere: {
    kind: 'missing',
    field: 'wallet',
    message: () => 'No bond of this wallet lies here. If you took it back a moment ago, it is on its way.',
  },
  bondIsLocked: {
    kind: 'conflict',
    message: (c: { deadline: Date; free: Date }) =>
      `This bond waits for the list of its round. Without a list by ${formatInstant(c.deadline)} you can take it back then; whatever happens, from ${formatInstant(c.free)} on. Nothing was changed.`,
  },
  sheetInUse: {
    kind: 'conflict',
    message: () => 'A round with exactly this sheet exists already. Change its title or times.',
  },
  tooSoon: {
    kind: 'invalid',
    field: 'times.opens',
    message: () =>
      'Let the round open at least ten minutes from now: two people approve it, and its sheet goes to the chain first.',
  },
  tooLong: {
    kind: 'invalid',
    field: 'times.claimsEnd',
    message: () => 'A round ends within a year, and claims last from 30 days to two years after the list is due.',
  },
  wrongDigest: {
    kind: 'conflict',
    message: () => 'This is not what you looked at any more. Load the page again; nothing was changed.',
  },
  approvedAlready: { kind: 'conflict', message: () => 'You have said yes already; a second person must.' },
  needsChecker: { kind: 'forbidden', message: () => 'The second yes needs a checker.' },
  everyShareTooSmall: {
    kind: 'conflict',
    field: 'pool',
    message: (c: { share: string; least: string }) =>
      `Everybody would be paid ${c.share}, and the chain takes no less than ${c.least} for a wallet that does not exist yet. Void this round and propose it with a larger pool or fewer recipients.`,
  },
  noPoster: {
    kind: 'unavailable',
    message: () =>
      'This installation has no treasury (TREASURY is not set), so no round can open. Nothing was changed.',
  },
  noWallet: {
    kind: 'conflict',
    message: (c: { recipient: string }) => `${c.recipient} has no wallet that could be paid. Nothing was changed.`,
  },
  nobodyPaid: { kind: 'conflict', message: () => 'Nobody is paid by this list. Void the round instead.' },
  notYourProject: { kind: 'missing', message: () => 'There is no such listed project of yours.' },
  noToken: {
    kind: 'conflict',
    message: () => 'Your project has no token yet. Make it on the page of your raise first; a bounty is paid in it.',
  },
  nothingToPay: { kind: 'conflict', message: () => 'Nothing is to be paid here now. No money moved.' },
  noExclusion: { kind: 'missing', message: () => 'There is no such proposal.' },
  excludedAlready: { kind: 'conflict', message: () => 'This recipient is excluded, or proposed to be, already.' },
  sameExcluder: { kind: 'forbidden', message: () => 'A second person must confirm this: you proposed it.' },
})

/** Said of a round until its pool lies in the vault of its list. */
export const WITHOUT_POOL = 'The round waits for its pool: the issuer pays it in before the sheet is written.'
