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

const TAKEN = { create: 'Kept. The issuer signs next.', act: 'Sent.' }

/** The message for the offline machine, in the words that it prints as well, and the way back for its signature. */
export function OfflineSigning({ orderId, offline }: { orderId: string; offline: OfflineMessage }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [signature, setSignature] = useState('')
  const handIn = useMutation(trpc.raises.handInSignature.mutationOptions({ onSuccess: () => router.refresh() }))
  if (offline.signed)
    return (
      <Alert tone="good" title="The guardian has signed">
        {TAKEN.create}
      </Alert>
    )
  const problem = handIn.error && clientError(handIn.error)
  return (
    <div className="mt-4 grid gap-4 border-t border-line pt-4">
      <p>
        The guardian’s key is offline. Run <code>node bin/flotilla.mjs sign KEYFILE</code> there, give it this message,
        and compare what it prints with what stands here. The message keeps for three days.
      </p>
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
      {handIn.data?.signature && <Alert tone="good" title={TAKEN.act} />}
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
