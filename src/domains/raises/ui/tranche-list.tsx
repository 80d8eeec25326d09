import type { Asset } from '@/kit/money'
import { Badge, type Tone } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Amount, Percent } from '@/ui/money'
import { When } from '@/ui/when'
import type { TrancheView } from '../queries/tranches'
import { TRANCHE_WORDS, type TrancheState } from '../rules/tranche'

const TONES: Readonly<Record<TrancheState, Tone>> = {
  conditional: 'neutral',
  waiting: 'neutral',
  approved: 'good',
  released: 'good',
  rejected: 'bad',
  expired: 'bad',
  void: 'neutral',
}

/** Where a state alone would say too much or too little. */
const BADGES: Partial<Record<TrancheState, string>> = { conditional: 'if the raise succeeds', void: 'not paid' }

type Props = { tranches: readonly TrancheView[]; asset: Asset; now: Date }

/** What the team receives and when: one line for each payment, with what was promised and shown for it. */
export const TrancheCard = (props: Props) => (
  <Card>
    <Heading>Payments to the team</Heading>
    <p className="mb-4 text-soft">
      The first needs the raise to succeed. Each later one needs the signatures of both approvers in time, or it goes
      back to the investors.
    </p>
    <ol className="grid gap-4">
      {props.tranches.map((tranche) => (
        <li key={tranche.index} className="border-t border-line pt-4">
          <TrancheLine {...props} tranche={tranche} />
        </li>
      ))}
    </ol>
  </Card>
)

/** One payment with its state, dates and reports. */
export function TrancheLine({ tranche, asset, now }: Omit<Props, 'tranches'> & { tranche: TrancheView }) {
  const { index, bps, state, share, notBefore, approveBy, delivers, reports } = tranche
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h3 className="font-semibold">
          Payment {index + 1}: <Percent basisPoints={BigInt(bps)} />
          {share !== null && (
            <>
              , <Amount units={share} asset={asset} />
            </>
          )}
        </h3>
        <Badge tone={TONES[state]}>{BADGES[state] ?? state}</Badge>
      </div>
      <p>{TRANCHE_WORDS[state]}</p>
      <p className="text-sm text-soft">
        Not before <When instant={notBefore} now={now} />
        {approveBy && (
          <>
            {'; to be approved by '}
            <When instant={approveBy} now={now} />
          </>
        )}
      </p>
      {delivers && <p className="break-words whitespace-pre-line">For: {delivers}</p>}
      {reports.length > 0 && (
        <ul className="grid gap-3 rounded-lg border border-line p-3">
          {reports.map(({ id, text, link, submittedAt }) => (
            <li key={id}>
              <p className="text-sm text-soft">
                The team reported <When instant={submittedAt} now={now} />
              </p>
              <p className="break-words whitespace-pre-line">{text}</p>
              {link && (
                <a href={link} rel="noreferrer nofollow" className="underline underline-offset-4 break-all">
                  {link}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
