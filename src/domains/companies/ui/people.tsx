'use client'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { OwnCompany } from '../queries/own'
import { ROLE_WORDS } from '../rules/parties'

/** The people who must be verified for a company, and where each stands. */
export const People = (props: { company: OwnCompany }) => (
  <TrpcProvider>
    <PeopleRows {...props} />
  </TrpcProvider>
)

function PeopleRows({ company: { parties, standing } }: { company: OwnCompany }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <Card>
      <Heading>People</Heading>
      {standing === 'people' && (
        <p className="mb-4 max-w-prose text-soft">
          Everybody here is verified on their own. Invite them by mail: the address in it works once, for 14 days, and
          they need no account. What they send is not shown to you.
        </p>
      )}
      <ActError error={error} />
      <ul className="divide-y divide-line">
        {parties.map(({ id, name, email, roles, words, isOpen, isYou, invitedUntil }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0">
              <span className="block font-medium break-words">{name}</span>
              <span className="block break-words text-soft">{email}</span>
              <span className="block text-soft">{roles.map((role) => ROLE_WORDS[role]).join(', ')}</span>
            </span>
            <span className="flex flex-wrap items-center gap-2">
              <Badge tone={words === 'verified' ? 'good' : 'neutral'}>{isYou ? `you: ${words}` : words}</Badge>
              {isOpen && (
                <>
                  <Button
                    look="secondary"
                    busy={busy === id}
                    onClick={() => run(id, () => trpc.companies.invite.mutate({ partyId: id }))}
                  >
                    {invitedUntil ? 'Invite again' : 'Invite'}
                    <span className="sr-only"> {name}</span>
                  </Button>
                  <Button
                    look="quiet"
                    busy={busy === `me:${id}`}
                    onClick={() => run(`me:${id}`, () => trpc.companies.isMe.mutate({ partyId: id }))}
                  >
                    This is me<span className="sr-only">: {name}</span>
                  </Button>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
