import { Badge } from '@/ui/badge'
import { Facts } from '@/ui/card'
import { When } from '@/ui/when'
import type { OpenComplaint } from '../queries/words'
import { OUTCOME_WORDS, STATE_WORDS, TOPIC_WORDS } from '../rules'
import type { ComplaintForm, WordKind } from '../schema'

const FORM_WORDS: Readonly<Record<keyof ComplaintForm, string>> = {
  what: 'What happened',
  when: 'When',
  reference: 'Reference',
  damage: 'What was lost',
  other: 'Anything else',
  name: 'Name',
  contact: 'How to be reached',
  representative: 'Representative',
}
const KIND_WORDS: Readonly<Record<WordKind, string>> = {
  complaint: 'The complaint',
  reply: 'The complainant wrote',
  acknowledgement: 'Acknowledged',
  inadmissible: 'Not taken up',
  question: 'A question of ours',
  delay: 'It takes longer',
  answer: 'The answer',
  measures: 'What was done about it; for staff alone',
}

/** Everything that was written in a complaint, the oldest first. */
export const Written = ({ complaint: { form, words } }: { complaint: OpenComplaint }) => (
  <div className="grid gap-4">
    <dl className="grid gap-3">
      {(Object.keys(FORM_WORDS) as (keyof ComplaintForm)[])
        .filter((name) => form[name])
        .map((name) => (
          <div key={name}>
            <dt className="text-sm text-soft">{FORM_WORDS[name]}</dt>
            <dd className="break-words whitespace-pre-wrap">{form[name]}</dd>
          </div>
        ))}
    </dl>
    {words.map(({ id, kind, at, text }) => (
      <article key={id} className="border-t border-line pt-3">
        <p className="text-sm text-soft">
          {KIND_WORDS[kind]}, <When instant={at} />
        </p>
        <p className="mt-1 break-words whitespace-pre-wrap">{text}</p>
      </article>
    ))}
  </div>
)

/** How far a complaint has come, and by when it goes on. */
export const Standing = ({ complaint, now }: { complaint: Omit<OpenComplaint, 'form' | 'words'>; now?: Date }) => {
  const { state, topic, outcome, receivedAt, acknowledgeBy, answerBy } = complaint
  const at = now ? { now } : {}
  return (
    <Facts
      facts={[
        ['State', <Badge key="state">{outcome ? OUTCOME_WORDS[outcome] : STATE_WORDS[state]}</Badge>],
        ['About', TOPIC_WORDS[topic]],
        ['Received', <When key="received" instant={receivedAt} {...at} />],
        ...(state === 'received' ? [['Acknowledged by', <When key="by" instant={acknowledgeBy} />] as const] : []),
        ...(outcome ? [] : [['Answered by', <When key="answer" instant={answerBy} />] as const]),
      ]}
    />
  )
}
