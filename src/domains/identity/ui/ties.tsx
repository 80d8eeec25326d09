'use client'
import { Alert, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { TIES, type Tie } from '../schema'
import { useAct } from './use-act'

const TIE_WORDS: Record<Tie, string> = { owner: 'owns 20 % or more of it', body: 'sits in one of its bodies' }

type Stored = { personId: string; name: string; tie: Tie; addedAt: Date; isYou: boolean }
type Waiting = {
  personId: string
  name: string
  tie: Tie
  ends: boolean
  proposedBy: string
  proposedAt: Date
  mayDecide: boolean
}
type Props = { stored: readonly Stored[]; waiting: readonly Waiting[]; proposes: boolean; now: Date }

/** Who can have no part in a company that raises money here, though they have no role of staff: stored once, by two people. */
export const Ties = (props: Props) => (
  <TrpcProvider>
    <List {...props} />
  </TrpcProvider>
)

function List({ stored, waiting, proposes, now }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const decide = (personId: string, confirm: boolean) =>
    run(personId, () => trpc.identity.decideTie.mutate({ personId, confirm }))
  const end = ({ personId, tie }: Stored) =>
    run(`${personId} ${tie}`, () => trpc.identity.proposeTie.mutate({ personId, tie, ends: true }))
  if (stored.length + waiting.length === 0)
    return (
      <Empty title="Nobody is stored">
        Whoever owns 20 % of this platform or sits in its bodies is proposed under “Change” below.
      </Empty>
    )
  return (
    <div className="grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      <ul className="divide-y divide-line">
        {waiting.map(({ personId, name, tie, ends, proposedBy, proposedAt, mayDecide }) => (
          <li key={personId} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div>
              <p>
                <strong>{name}</strong> {ends ? `no longer ${TIE_WORDS[tie]}` : TIE_WORDS[tie]}
              </p>
              <p className="text-sm text-soft">
                Proposed by {proposedBy}, <When instant={proposedAt} now={now} />
              </p>
            </div>
            {mayDecide ? (
              <div className="flex gap-2">
                <Button busy={busy === personId} onClick={() => decide(personId, true)}>
                  Confirm
                </Button>
                <Button look="secondary" disabled={busy !== null} onClick={() => decide(personId, false)}>
                  Refuse
                </Button>
              </div>
            ) : (
              <p className="text-soft">An admin or checker who did not propose it decides.</p>
            )}
          </li>
        ))}
        {stored.map((one) => (
          <li key={`${one.personId} ${one.tie}`} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <p>
              <strong>{one.name}</strong> {TIE_WORDS[one.tie]}, since <When instant={one.addedAt} now={now} />
            </p>
            {proposes && !one.isYou && (
              <Button look="secondary" busy={busy === `${one.personId} ${one.tie}`} onClick={() => end(one)}>
                Propose that it ended<span className="sr-only"> for {one.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** For an admin: what to store about somebody. */
export const ProposeTie = ({ busy, onPropose }: { busy: string | null; onPropose: (tie: Tie) => void }) => (
  <div className="grid gap-3">
    <p className="font-semibold">They belong to this platform</p>
    {TIES.map((tie) => (
      <Button
        key={tie}
        look="secondary"
        className="justify-self-start"
        busy={busy === tie}
        onClick={() => onPropose(tie)}
      >
        Propose: {TIE_WORDS[tie]}
      </Button>
    ))}
    <p className="text-sm text-soft">They can then have no part in a company that raises money here.</p>
  </div>
)
