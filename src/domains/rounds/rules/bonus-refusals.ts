import { refusals } from '@/kit/refusal'

/** Every no of bonus rounds alone. */
export const refuseBonus = refusals('rounds', {
  noRound: { kind: 'missing', message: () => 'There is no such bonus round.' },
  nothingHandedIn: { kind: 'conflict', message: () => 'Nothing is handed in or judged in a bonus round.' },
  notListed: {
    kind: 'invalid',
    field: 'eligible',
    message: (c: { projectId: string }) => `Project ${c.projectId} is not listed.`,
  },
  noObjectionNow: {
    kind: 'conflict',
    message: () =>
      'Objections are taken between the close of the round and the end of the time for them. Nothing was changed.',
  },
  notYourProject: {
    kind: 'forbidden',
    message: () => 'Only a member of this project’s team can object for it, and only where it takes part.',
  },
  objectedAlready: { kind: 'conflict', message: () => 'This project has objected already; it can do so once.' },
  noObjection: {
    kind: 'missing',
    message: () => 'There is no such objection, or two people have answered it already.',
  },
  notAnswered: { kind: 'conflict', message: () => 'The answer was changed since you opened it. Look at it once more.' },
  sameAnswerer: { kind: 'forbidden', message: () => 'A second person must confirm this answer: you wrote it.' },
  noSuchRecipient: { kind: 'missing', message: () => 'This project or wallet does not take part in the round.' },
})
