import { after, DAY } from '@/kit/time'

type Things = Readonly<Record<'roundId' | 'decisionId' | 'projectId', string>>

const words = 'As said.'

/** Inputs for the procedures of bonus rounds. */
export function ofBonus({ roundId, decisionId, projectId }: Things, now: Date) {
  const caps = { countedPerPerson: '1', countedPerProject: '5', paidPerRecipient: null, paidInAll: null }
  const times = { opensAt: after(now, DAY), closesAt: after(now, 2 * DAY), objectionDays: 7 }
  const answer = { objectionId: decisionId, upheld: true, answer: words }
  return {
    'bonus.byId': { roundId },
    'bonus.forStaff': { roundId },
    'bonus.explain': { roundId, recipient: projectId },
    'bonus.whatIf': { roundId, recipient: projectId, people: 40, each: '5' },
    'bonus.propose': {
      ...{ title: 'Spring', pool: '10', reward: 'pledge-match', minimumBackers: 0, eligible: [projectId] },
      ...{ ...caps, ...times },
    },
    'bonus.object': { roundId, recipient: projectId, words },
    'bonus.answer': answer,
    'bonus.confirmAnswer': answer,
  }
}
