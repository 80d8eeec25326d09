'use client'
import { useMutation } from '@tanstack/react-query'
import type { Role } from '@/chain/raise/layout'
import { useTRPC } from '@/ui/trpc'
import type { StaffRaise } from '../queries/staff'
import { ProposeDialog } from './propose-form'

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  cosigner: 'Cosigner',
  approverA: 'Approver A',
  approverB: 'Approver B',
}

/** Where a raise still carries a key that was replaced: proposes that it gets the published one. */
export function ProposeRotation({ raise, roles }: { raise: StaffRaise; roles: readonly Role[] }) {
  const trpc = useTRPC()
  const propose = useMutation(trpc.raises.proposeRotation.mutationOptions())
  return (
    <ProposeDialog<Role>
      title={`Replace a key of ${raise.title}`}
      trigger="Replace a key…"
      label="Role"
      choices={Object.fromEntries(roles.map((role) => [role, ROLE_WORDS[role]]))}
      hint={() => 'It goes to the key that this site publishes. The guardian and the new key sign.'}
      propose={({ choice: role, reason }) => propose.mutateAsync({ raise: raise.address, role, reason })}
    />
  )
}
