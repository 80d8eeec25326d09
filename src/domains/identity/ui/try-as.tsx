'use client'
import { useQuery } from '@tanstack/react-query'
import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { Alert, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { clientError, useTRPC, useTRPCClient } from '@/ui/trpc'

type DemoPerson = { roles: readonly string[] }

const isStaff = ({ roles }: DemoPerson) => roles.some((role) => role !== 'member' && role !== 'issuer')
const isIssuer = ({ roles }: DemoPerson) => roles.includes('issuer')

/** What somebody may want to try first. */
const GROUPS = [
  { title: 'Put money into raises', belongs: (person: DemoPerson) => !isStaff(person) && !isIssuer(person) },
  { title: 'Raise money', belongs: (person: DemoPerson) => !isStaff(person) && isIssuer(person) },
  { title: 'Run the place', belongs: isStaff },
] as const

/** One-click sign-in as any of the demo people. Only on the local network; elsewhere the server answers 404. */
export function TryAs({ next }: { next?: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const people = useQuery(trpc.local.people.queryOptions())
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)

  const enter = async (personId: string, asStaff: boolean) => {
    setBusy(personId)
    setError(null)
    try {
      const { walletSeed } = await client.local.signInAs.mutate({ personId })
      const { keepDemoKey, forgetDemoKey } = await import('@/chain/wallets/demo')
      const answer = await signIn('demo', { personId, redirect: false })
      if (!answer?.ok) throw new Error(answer?.error ?? 'The site did not answer. Try again in a moment.')
      forgetDemoKey()
      if (walletSeed) keepDemoKey(walletSeed)
      return location.assign(next && next !== '/' ? next : asStaff ? '/staff' : '/projects?state=open')
    } catch (caught) {
      setError(caught instanceof Error && !('data' in caught) ? caught.message : clientError(caught).message)
    }
    setBusy(null)
  }

  if (people.isPending) return <p role="status">Looking who is here…</p>
  if (people.isError) return <Alert tone="bad" title="The demo people could not be read. Reload the page." />
  if (people.data.length === 0)
    return <Empty title="No demo people">This installation was started without the demo.</Empty>
  return (
    <div className="grid gap-3">
      {error && <Alert tone="bad" title={error} />}
      <div className="grid gap-5 md:grid-cols-3">
        {GROUPS.map(({ title, belongs }) => (
          <section key={title}>
            <h3 className="mb-2 font-semibold">{title}</h3>
            <ul className="grid gap-2">
              {people.data.filter(belongs).map((person) => (
                <li key={person.id}>
                  <Button
                    look="secondary"
                    className="w-full flex-col items-start gap-0 text-left"
                    busy={busy === person.id}
                    disabled={busy !== null}
                    onClick={() => enter(person.id, isStaff(person))}
                  >
                    <span>{person.name}</span>
                    <span className="text-sm font-normal text-soft">{person.about}</span>
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  )
}
