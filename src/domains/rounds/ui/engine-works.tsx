import type { Asset } from '@/kit/money'
import { Address } from '@/ui/address'
import { Badge, Empty } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import type { RoundPage } from '../queries/engine-page'
import type { RevealContent } from '../schema/round-inputs'
import { benchWords, counted, OUTCOME_WORDS, REASON_WORDS, rankWords, shortName, VERDICT_WORDS } from './engine-words'

type Work = RoundPage['works'][number]

/** Everything that was handed in, with verdicts and the words behind them. */
export function Works({ round }: { round: RoundPage }) {
  const { state, counts, works } = round
  const isOpen = state === 'planned' || state === 'submission'
  const isPayment = round.kind === 'milestone'
  return (
    <section>
      <Heading>{isPayment ? 'Evidence' : 'Work'}</Heading>
      {isOpen ? (
        <Empty title={counts.submissions === 0 ? 'Nothing is handed in yet' : `${counts.submissions} handed in`}>
          {isPayment
            ? 'What the team hands in stands here as soon as the time for it is over. '
            : 'Nobody sees what others handed in until work is closed. '}
          {counts.auditors} {counts.auditors === 1 ? 'person is' : 'people are'} ready to judge.
        </Empty>
      ) : (
        <div className="grid gap-4">
          {works.length === 0 && <Empty title="Nothing was handed in" />}
          {works.map((work) => (
            <WorkCard key={work.key} work={work} spentIn={isPayment ? round.sheet.asset : null} />
          ))}
        </div>
      )}
    </section>
  )
}

/** `spentIn`: what a team claims for a payment is what it spent, in base units of this. */
function WorkCard({ work, spentIn }: { work: Work; spentIn: Asset | null }) {
  const { key, wallet, evidence, claimed, seats, commits, isAppealed, verdicts, words, benches } = work
  const final = verdicts.find(({ stage }) => stage === 'final') ?? verdicts.find(({ stage }) => stage === 'first')
  const [outcome, tone] = OUTCOME_WORDS[final?.outcome ?? ''] ?? [null, 'neutral' as const]
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h3 className="font-semibold">Work {shortName(key)}</h3>
          <Address address={wallet} />
        </div>
        {outcome ? <Badge tone={tone}>{outcome}</Badge> : <Badge>{`${counted(commits, 'judgement')} fixed`}</Badge>}
      </div>
      <ul className="mt-2 grid gap-1">
        {evidence.map(({ hash, link }) => (
          <li key={hash + link} className="min-w-0 break-words">
            <a href={link} rel="noopener noreferrer nofollow ugc" className="text-brand underline underline-offset-4">
              {link}
            </a>{' '}
            <span className="text-sm text-soft">SHA-256 {hash.slice(0, 16)}…</span>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-soft">
        {spentIn ? (
          <>
            Says that <Amount units={claimed} asset={spentIn} /> were spent.
          </>
        ) : (
          `Claims ${counted(claimed, 'unit')} of work.`
        )}
        {seats > 0 && ` ${counted(seats, 'auditor')} drawn.`}
        {isAppealed && ' Its first verdict was appealed.'}
      </p>
      {benches.map((bench) => (
        <p key={bench.stage} className="mt-1 max-w-prose text-soft">
          {benchWords(bench)}
        </p>
      ))}
      {verdicts
        .toSorted((a, b) => (a.stage < b.stage ? 1 : -1))
        .map((verdict) => (
          <p key={verdict.stage} className="mt-1">
            {verdict.stage === 'first' ? 'First verdict' : 'Final verdict'}:{' '}
            <strong>{OUTCOME_WORDS[verdict.outcome]?.[0] ?? verdict.outcome}</strong>,{' '}
            {VERDICT_WORDS[verdict.reason] ?? verdict.reason}
            {verdict.outcome === 'accepted' && !spentIn && `; counts for ${counted(verdict.units, 'unit')}`}
            {verdict.doubledRank !== null && `; median place ${rankWords(verdict.doubledRank)}`}.
          </p>
        ))}
      {words.length > 0 && <Words words={words} />}
    </Card>
  )
}

function Words({ words }: { words: Work['words'] }) {
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-brand">What each of them said</summary>
      <ul className="mt-2 grid gap-1 text-sm">
        {words.map(({ stage, person, content }) => (
          <li key={stage + person}>
            {shortName(person)}
            {stage === 'appeal' && ' (appeal)'}: {sayingOf(content)}
          </li>
        ))}
      </ul>
    </details>
  )
}

function sayingOf(content: RevealContent): string {
  if (content.kind === 'checks') return `ran ${counted(content.outputs.length, 'test case')}`
  if (content.kind === 'ranking') return `ranked ${counted(content.order.length, 'work')}`
  const said = { accept: 'accept', refuse: 'refuse', fraud: 'fraud' }[content.outcome]
  return content.outcome === 'accept' ? said : `${said}: ${REASON_WORDS[content.reason]}`
}
