import { randomUUID } from 'node:crypto'
import { as, type DemoPerson } from './people'

type Cast = { team: DemoPerson; members: readonly [DemoPerson, DemoPerson, DemoPerson]; moderator: DemoPerson }

/** What is said about a project: an update and its correction, questions with an answer, a paid voice, a post that was hidden, one that was reported. */
export async function talk(
  projectId: string,
  { team, members: [olu, petra, quentin], moderator }: Cast,
): Promise<void> {
  const slug = await slugOf(projectId, team)
  const write = async (
    person: DemoPerson,
    text: string,
    connection: 'none' | 'paid' | 'team' = 'none',
    answerTo: number | null = null,
  ) => {
    const input = { slug, text, connection, answerTo, idempotencyKey: randomUUID() }
    return (await (await as(person)).discussion.write(input)).number
  }
  const title = 'Forty desktops run the test'
  const { number } = await (await as(team)).discussion.publishUpdate({
    ...{ slug, title, idempotencyKey: randomUUID() },
    text: 'Since Monday forty desktops render frames for a film school. Twelve of them are in offices, the others at home.',
  })
  await (await as(team)).discussion.correctUpdate({
    ...{ slug, number, basedOn: 1, title },
    text: 'Since Monday forty desktops render frames for a film school. Ten of them are in offices, the others at home: we had counted two twice.',
  })
  const asked = await write(olu, 'Who pays for the electricity of a desktop that computes at night?')
  await write(
    team,
    'Whoever runs it. The price of a unit is set so that it covers 0.40 EUR a kilowatt-hour.',
    'team',
    asked,
  )
  await write(olu, 'Then it is worth it here. Thank you.', 'none', asked)
  await write(petra, 'I ran ten units for a week and was paid for each. The installer is one file.', 'paid')
  const rude = await write(quentin, 'Who let these amateurs near a compiler?')
  await (await as(olu)).discussion.report({ slug, number: rude, reason: 'insult' })
  const spam = await write(quentin, 'Send me 50 KOII and I send 100 back. Only today.')
  const { id: postId } = await (await as(moderator)).discussion.staffPost({ slug, number: spam })
  await (await as(moderator)).discussion.moderate({ postId, act: 'hide', reason: 'spam' })
}

async function slugOf(projectId: string, person: DemoPerson): Promise<string> {
  const { cards } = await (await as(person)).raises.list({ sort: 'newest', take: 48 })
  const card = cards.find((one) => one.projectId === projectId)
  if (!card) throw new Error('the project is not on the list')
  return card.slug
}
