import { type Asset, basisPointsOf, formatMoney, money } from '@/kit/money'
import { Link } from '@/ui/link'
import { Amount, Percent } from '@/ui/money'
import { RaiseBar } from '@/ui/progress'
import { distance } from '@/ui/when'
import type { Phase } from '../rules/phase'
import { PhaseBadge } from './phase-badge'

type Card = {
  slug: string
  title: string
  summary: string
  teamName: string
  phase: Phase
  asset: Asset
  committed: bigint
  minimum: bigint
  cap: bigint
  backers: number
  opensAt: Date
  closesAt: Date
}

/** What the clock says about a raise, for glancing. */
function timing({ phase, opensAt, closesAt }: Card, now: Date): string {
  if (phase === 'upcoming') return opensAt > now ? `opens ${distance(opensAt, now)}` : 'waits for its tokens'
  if (phase === 'open' || phase === 'paused') return `closes ${distance(closesAt, now)}`
  return `closed ${distance(closesAt, now)}`
}

/** The bar's words, for those who do not see it. */
export const barLabel = (card: Pick<Card, 'committed' | 'minimum' | 'cap' | 'asset'>) =>
  `${formatMoney(money(card.asset, card.committed))} committed; minimum ${formatMoney(money(card.asset, card.minimum))}, cap ${formatMoney(money(card.asset, card.cap))}`

/** A raise in a list: what it is, how far it is, how long it has. */
export function RaiseCard({ card, now }: { card: Card; now: Date }) {
  return (
    <article className="relative flex h-full flex-col gap-3 rounded-xl border border-line bg-surface p-5 hover:border-line-strong">
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 text-lg font-semibold break-words">
          <Link href={`/projects/${card.slug}`} className="after:absolute after:inset-0">
            {card.title}
          </Link>
        </h3>
        <PhaseBadge phase={card.phase} />
      </div>
      <p className="text-sm text-soft">{card.teamName}</p>
      <p className="line-clamp-3 grow break-words">{card.summary}</p>
      <RaiseBar committed={card.committed} minimum={card.minimum} cap={card.cap} label={barLabel(card)} />
      <p className="flex flex-wrap justify-between gap-x-4 text-sm">
        <span>
          <strong>
            <Amount units={card.committed} asset={card.asset} />
          </strong>{' '}
          <span className="text-soft">
            (<Percent basisPoints={basisPointsOf(card.committed, card.minimum)} /> of the minimum)
          </span>
        </span>
        <span className="text-soft">
          {card.backers} {card.backers === 1 ? 'backer' : 'backers'}, {timing(card, now)}
        </span>
      </p>
    </article>
  )
}

/** Cards side by side, one under the other on a phone. */
export const RaiseCards = ({ cards, now }: { cards: readonly (Card & { projectId: string })[]; now: Date }) => (
  <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
    {cards.map((card) => (
      <li key={card.projectId}>
        <RaiseCard card={card} now={now} />
      </li>
    ))}
  </ul>
)
