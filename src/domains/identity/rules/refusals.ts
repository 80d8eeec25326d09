import { refusals } from '@/kit/refusal'

/** Every no of this room. */
export const refuse = refusals('identity', {
  tieThere: { kind: 'conflict', message: () => 'This is stored already. Load the page again.' },
  noTie: { kind: 'missing', message: () => 'Nothing like this is stored about this person.' },
  noNotice: { kind: 'missing', message: () => 'There is no such notice.' },
  noIntent: {
    kind: 'invalid',
    message: () => 'This sign-in request is used up or too old. Press the button again for a fresh one.',
  },
  otherMessage: {
    kind: 'invalid',
    message: () => 'The wallet signed another text than the one this site sent. Nothing was done.',
  },
  badSignature: {
    kind: 'invalid',
    message: () => 'The signature does not belong to this wallet and text. Nothing was done.',
  },
  notAWallet: {
    kind: 'invalid',
    message: () => 'This address cannot sign: it is not a point of the curve.',
    field: 'address',
  },
  walletTaken: { kind: 'conflict', message: () => 'This wallet belongs to another account. Sign in with it instead.' },
  walletRetired: {
    kind: 'forbidden',
    message: () => 'This wallet was unlinked from its account. Sign in with another wallet of yours and link it again.',
  },
  lastWallet: {
    kind: 'conflict',
    message: () => 'This is your only way to sign in. Link another wallet first.',
  },
  noWallet: { kind: 'missing', message: () => 'This wallet is not linked to your account.' },
  noPerson: { kind: 'missing', message: () => 'There is no such person.' },
  noSession: { kind: 'missing', message: () => 'There is no such session, or it has ended.' },
  noDemoPerson: { kind: 'missing', message: () => 'There is no such demo person.' },
  tooMany: {
    kind: 'unavailable',
    message: (c: { minutes: number }) =>
      `Too many attempts. Wait ${c.minutes === 1 ? 'a minute' : `${c.minutes} minutes`} and try again.`,
  },
  wrongCode: {
    kind: 'invalid',
    message: () => 'This code is wrong, or was used before. Wait for the next one and enter that.',
    field: 'code',
  },
  alreadyEnrolled: {
    kind: 'conflict',
    message: () => 'Your authenticator is set up already. Enter a code from it.',
  },
  notEnrolled: { kind: 'conflict', message: () => 'Set up your authenticator first.' },
  staffOnly: { kind: 'forbidden', message: () => 'One-time codes are for staff.' },
  emailTaken: { kind: 'conflict', message: () => 'Somebody has this e-mail address already.', field: 'email' },
  staffEmail: {
    kind: 'forbidden',
    message: () => 'The address of staff stays as it is. Take the staff roles away first, with a second person.',
  },
  noEmail: {
    kind: 'conflict',
    message: () => 'Staff sign in by e-mail, and this person has no address. Add the address first.',
  },
  roleUnchanged: {
    kind: 'conflict',
    message: (c: { kind: string }) =>
      c.kind === 'grant' ? 'This person has the role already.' : 'This person does not have the role.',
  },
  changeOpen: { kind: 'conflict', message: () => 'A change of this role waits for its decision already.' },
  noChange: { kind: 'missing', message: () => 'There is no such change, or it was decided.' },
  ownChange: {
    kind: 'forbidden',
    message: () => 'Another person must decide this: not the one who proposed it and not the one whom it is about.',
  },
  notDecider: { kind: 'forbidden', message: () => 'An admin or a checker decides this.' },
  ownRole: { kind: 'forbidden', message: () => 'Nobody gives roles to themselves. Ask another admin.' },
  lastAdmin: { kind: 'conflict', message: () => 'This is the last admin. Make another one first.' },
})
