'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Facts } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { clientError, useTRPC } from '@/ui/trpc'
import type { OfflineMessage } from '../queries/orders'

/** What became of a signature: sent with the last one, else kept for whoever signs next. */
const taken = ({ signature, summary }: { signature: string | null; summary: { title: string } }): string =>
  signature ? `Sent: ${summary.title}.` : 'Kept. It is sent when everybody has signed.'

/** The message for the offline machine, in the words that it prints as well, and the way back for its signature. */
export function OfflineSigning({ orderId, offline }: { orderId: string; offline: OfflineMessage }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [signature, setSignature] = useState('')
  const handIn = useMutation(trpc.raises.handInSignature.mutationOptions({ onSuccess: () => router.refresh() }))
  if (offline.signers.every(({ signed }) => signed))
    return (
      <Alert tone="good" title={offline.signers.length === 1 ? 'The guardian has signed' : 'All keys have signed'}>
        Kept. The issuer signs next, where the issuer’s signature is needed.
      </Alert>
    )
  const problem = handIn.error && clientError(handIn.error)
  return (
    <div className="mt-4 grid gap-4 border-t border-line pt-4">
      <p>
        {offline.signers.length === 1
          ? 'The key that signs is offline.'
          : 'The keys that sign are offline, each with its holder.'}{' '}
        Run <code>node bin/flotilla.mjs sign KEYFILE</code> there, give it this message, and compare what it prints with
        what stands here. The message keeps for three days.
      </p>
      <ul className="grid gap-1">
        {offline.signers.map(({ name, signed }) => (
          <li key={name}>
            {name} {signed ? 'has signed.' : 'has not signed yet.'}
          </li>
        ))}
      </ul>
      <code data-testid="message" className="block rounded-lg border border-line p-3 text-sm break-all">
        {offline.message}
      </code>
      <h4 className="font-semibold">{offline.title}</h4>
      <Facts
        facts={[
          ['Fingerprint', <code key="fingerprint">{offline.fingerprint}</code>],
          ...offline.facts.map(
            ([label, value]) =>
              [
                label,
                <span key={label} className="break-all">
                  {value}
                </span>,
              ] as const,
          ),
        ]}
      />
      {handIn.data && <Alert tone="good" title={taken(handIn.data)} />}
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          handIn.mutate({ orderId, signature })
        }}
      >
        <Field label="Signature" hint="What the offline machine printed, in base58." error={problem?.message}>
          {(control) => (
            <Textarea
              {...control}
              required
              rows={2}
              value={signature}
              onChange={({ target }) => setSignature(target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="justify-self-start" busy={handIn.isPending}>
          Hand in the signature
        </Button>
      </form>
    </div>
  )
}
