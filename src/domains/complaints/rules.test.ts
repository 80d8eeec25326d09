import { describe, expect, test } from 'vitest'
import { Dice } from '@/test/dice'
import {
  COMPLAINT_EVENTS,
  COMPLAINT_TABLE,
  type ComplaintEvent,
  complaintStep,
  deadlines,
  delayedUntil,
  OWN_TIMES,
  slugIn,
} from './rules'
import { COMPLAINT_STATES, type ComplaintState } from './schema'

describe('the rules', () => {
  test('every state and event: only these lead on', () => {
    const steps = ['received add received', 'received acknowledge acknowledged', 'received refuse closed'].concat(
      ...['add', 'ask', 'delay'].map((event) => [`acknowledged ${event} acknowledged`]),
      ...[['acknowledged answer answered', 'answered add acknowledged', 'answered close closed']],
    )
    const led = COMPLAINT_STATES.flatMap((state) =>
      COMPLAINT_EVENTS.flatMap((event) => {
        const next = COMPLAINT_TABLE[state][event]
        if (next) return [`${state} ${event} ${next}`]
        expect(() => complaintStep(state, event)).toThrow('moved on')
        return []
      }),
    )
    expect(led.sort()).toEqual(steps.sort())
  })

  test('10,000 random steps never answer what was not acknowledged, and never leave the end', () => {
    const roll = new Dice(4)
    let [state, seen]: [ComplaintState, ComplaintEvent[]] = ['received', []]
    for (let step = 0; step < 10_000; step += 1) {
      const event = COMPLAINT_EVENTS[roll.between(0, COMPLAINT_EVENTS.length - 1)]!
      const next: ComplaintState | undefined = COMPLAINT_TABLE[state][event]
      if (!next) continue
      seen.push(event)
      if (next === 'answered') expect(seen).toContain('acknowledge')
      if (next !== 'closed') state = next
      else [state, seen] = ['received', []]
    }
  })

  test('10 working days and 30 days: over weekends, a leap day, and never an answer due before the acknowledgement', () => {
    const of = (text: string, times = OWN_TIMES) => {
      const { acknowledgeBy, answerBy } = deadlines(new Date(text), times)
      return [acknowledgeBy.toISOString(), answerBy.toISOString()]
    }
    expect(of('2027-01-04T09:00:00Z')).toEqual(['2027-01-18T09:00:00.000Z', '2027-02-03T09:00:00.000Z'])
    expect(of('2027-01-09T23:59:59Z')).toEqual(['2027-01-22T23:59:59.000Z', '2027-02-08T23:59:59.000Z'])
    expect(of('2028-02-25T00:00:00Z')).toEqual(['2028-03-10T00:00:00.000Z', '2028-03-26T00:00:00.000Z'])
    expect(of('2027-01-04T09:00:00Z', { ...OWN_TIMES, days: 1 })[1]).toBe('2027-01-18T09:00:00.000Z')
  })

  test('a later day is after the present end, and at most 60 days after it', () => {
    const end = new Date('2027-02-03T09:00:00Z')
    expect(delayedUntil(end, '2027-02-03').toISOString()).toBe('2027-02-03T23:59:59.999Z')
    expect(delayedUntil(end, '2027-04-03').toISOString()).toBe('2027-04-03T23:59:59.999Z')
    for (const until of ['2027-02-02', '2027-04-04'])
      expect(() => delayedUntil(end, until)).toThrow(expect.objectContaining({ field: 'until' }))
  })

  test('a project is told from its address, however it was typed', () => {
    for (const typed of ['disks', '/projects/disks', 'https://a.example/projects/disks/sheet?x#y', ' disks/ '])
      expect(slugIn(typed)).toBe('disks')
  })
})
