import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE, after as plus } from '@/kit/time'
import { labelOf, nextPostAt, POST_EVENTS, POST_TABLE, placeOf, postStep, roleOf } from './rules'
import { CONNECTIONS, POST_STATES, writeInput } from './schema'

const now = new Date('2027-01-04T09:00:00Z')
const slug = 'harbour'

describe('the rules', () => {
  test('every state and event: only these lead on, and nothing comes back that was deleted', () => {
    const led = POST_STATES.flatMap((state) =>
      POST_EVENTS.flatMap((event) => {
        const next = POST_TABLE[state][event]
        if (next) return [`${state} ${event} ${next}`]
        expect(() => postStep(state, event)).toThrow('has changed')
        return []
      }),
    )
    const steps = ['shown hide hidden', 'shown keep shown', 'shown delete deleted']
    expect(led.sort()).toEqual([...steps, 'hidden show shown', 'hidden keep hidden', 'hidden delete deleted'].sort())
  })

  test('the team is the team whatever it says; of the others who is paid is marked', () => {
    const labels = CONNECTIONS.map((connection) => {
      const [team, member] = (['team', 'member'] as const).map((role) => {
        try {
          return labelOf(role, connection)
        } catch (refusal) {
          return (refusal as { code: string }).code
        }
      })
      return { connection, team, member }
    })
    expect(labels).toEqual([
      { connection: 'none', team: 'discussion.youAreTeam', member: 'member' },
      { connection: 'paid', team: 'discussion.youAreTeam', member: 'promoter' },
      { connection: 'team', team: 'team', member: 'discussion.notTeam' },
    ])
  })

  test('whoever works for the platform writes as nobody, not even for a project of their own', () => {
    const somebody = { isInsider: false, isOfTeam: false, isVerified: false }
    expect(roleOf({ ...somebody, isVerified: true })).toBe('member')
    expect(roleOf({ ...somebody, isOfTeam: true })).toBe('team')
    expect(roleOf(somebody)).toMatchObject({ code: 'discussion.notVerified' })
    expect(roleOf({ isInsider: true, isOfTeam: true, isVerified: true })).toMatchObject({
      code: 'discussion.staffOnlyModerate',
    })
  })

  test('five posts an hour and twenty a day: the next one is allowed at the first instant at which both hold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_500 }), { maxLength: 40 }), (minutes) => {
        const ages = minutes.toSorted((one, other) => one - other)
        const before = ages.map((age) => plus(now, -age * MINUTE))
        const next = nextPostAt(before.slice(0, 20), now)
        const fits = (at: number) =>
          ages.filter((age) => age + at < 60).length < 5 && ages.filter((age) => age + at < 1_440).length < 20
        const expected = [...Array(1_441).keys()].find(fits) ?? Number.NaN
        expect(next).toEqual(expected === 0 ? null : plus(now, expected * MINUTE))
      }),
      { numRuns: 300 },
    )
  })

  test('a text is plain: trimmed, three characters at least, none that hides or turns around what is read', () => {
    const read = (text: string) =>
      writeInput.safeParse({ slug, answerTo: null, text, connection: 'none', idempotencyKey: crypto.randomUUID() })
    expect(read('  Why 20 nodes?\n<b>Not</b> more? ').data?.text).toBe('Why 20 nodes?\n<b>Not</b> more?')
    for (const refused of ['', 'ab', ' ab ', '😀!', 'a'.repeat(2_001), 'pay\u202eeerf', 'a\u0007bc', '\u2066abc'])
      expect(read(refused).error?.issues[0]?.path, refused).toEqual(['text'])
  })

  test('who is paid has to be said: nothing is assumed', () => {
    const input = { slug, answerTo: null, text: 'Why 20 nodes?', idempotencyKey: crypto.randomUUID() }
    expect(writeInput.safeParse(input).error?.issues[0]).toMatchObject({ path: ['connection'] })
  })

  test('a post is found on the page that begins with it, an answer with its question', () => {
    const post = { slug, number: 7, isUpdate: false, answered: null }
    expect(placeOf(post)).toBe('/projects/harbour/discussion?before=8#post-7')
    expect(placeOf({ ...post, answered: 3 })).toBe('/projects/harbour/discussion?before=4#post-7')
    expect(placeOf({ ...post, isUpdate: true })).toBe('/projects/harbour/discussion?updatesBefore=8#post-7')
  })
})
