'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Role } from '@/chain/raise/layout'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field, Select, Textarea } from '@/ui/field'
import { clientError, useTRPC } from '@/ui/trpc'
import type { StaffRaise } from '../queries/staff'

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  cosigner: 'Cosigner',
  approverA: 'Approver A',
  approverB: 'Approver B',
}

/** Where a raise still carries a key that was replaced: proposes that it gets the published one. */
export function ProposeRotation({ raise, roles }: { raise: StaffRaise; roles: readonly Role[] }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [role, setRole] = useState<Role>(roles[0]!)
  const [reason, setReason] = useState('')
  const done = () => {
    setOpen(false)
    setReason('')
    router.refresh()
  }
  const propose = useMutation(trpc.raises.proposeRotation.mutationOptions({ onSuccess: done }))
  return (
    <Dialog
      title={`Replace a key of ${raise.title}`}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button look="secondary">Replace a key…</Button>}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          propose.mutate({ raise: raise.address, role, reason })
        }}
      >
        {propose.error && <Alert tone="bad" title={clientError(propose.error).message} />}
        <Field label="Role" hint="It goes to the key that this site publishes. The guardian and the new key sign.">
          {(control) => (
            <Select {...control} value={role} onChange={({ target }) => setRole(target.value as Role)}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {ROLE_WORDS[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Reason" hint="Staff read it. Another person must confirm before anything happens.">
          {(control) => (
            <Textarea {...control} required value={reason} onChange={({ target }) => setReason(target.value)} />
          )}
        </Field>
        <Button type="submit" busy={propose.isPending}>
          Propose to a second person
        </Button>
      </form>
    </Dialog>
  )
}
