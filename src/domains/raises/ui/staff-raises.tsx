'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Address } from '@/ui/address'
import { Alert, Badge, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field, Select, Textarea } from '@/ui/field'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { StaffRaise } from '../queries/staff'
import { PhaseBadge } from './phase-badge'
import { ProposeRotation } from './propose-rotation'

/** Every raise, with the guardian's acts that staff can propose. */
export function StaffRaises({ raises, now }: { raises: readonly StaffRaise[]; now: Date }) {
  if (raises.length === 0) return <Empty title="No raise is on chain yet">An issuer creates one after approval.</Empty>
  return (
    <TrpcProvider>
      <Table caption="Raises" head={['Project', 'State', 'Committed', 'Closes', 'Guardian']}>
        {raises.map((raise) => (
          <Row key={raise.address}>
            <Cell>
              {raise.slug ? <Link href={`/projects/${raise.slug}`}>{raise.title}</Link> : raise.title}
              <div className="text-sm text-soft">{raise.issuer}</div>
              <Address address={raise.address} />
            </Cell>
            <Cell>
              <PhaseBadge phase={raise.phase} />
              {!raise.recognised && (
                <p className="mt-1">
                  <Badge tone="bad">foreign keys: not shown</Badge>
                </p>
              )}
            </Cell>
            <Cell numeric>
              <Amount units={raise.committed} asset={raise.payment} />
            </Cell>
            <Cell>
              <When instant={raise.closesAt} now={now} />
            </Cell>
            <Cell>
              {['draft', 'open'].includes(raise.state) && raise.recognised && <Propose raise={raise} />}
              {raise.outdated.length > 0 && <ProposeRotation raise={raise} roles={raise.outdated} />}
              {!raise.recognised && '—'}
            </Cell>
          </Row>
        ))}
      </Table>
    </TrpcProvider>
  )
}

type Act = 'pause' | 'resume' | 'cancel'
const CONSEQUENCE: Record<Act, string> = {
  pause: 'New commitments stop. Withdrawals, refunds and claims go on. The public page says so.',
  resume: 'New commitments are taken again.',
  cancel: 'The raise fails for good, and every investor is refunded in full.',
}

function Propose({ raise }: { raise: StaffRaise }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [act, setAct] = useState<Act>(raise.paused ? 'resume' : 'pause')
  const [reason, setReason] = useState('')
  const done = () => {
    setOpen(false)
    setReason('')
    router.refresh()
  }
  const propose = useMutation(trpc.raises.proposeOrder.mutationOptions({ onSuccess: done }))
  return (
    <Dialog
      title={`Guardian act on ${raise.title}`}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button look="secondary">Propose…</Button>}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          propose.mutate({ raise: raise.address, act, reason })
        }}
      >
        {propose.error && <Alert tone="bad" title={clientError(propose.error).message} />}
        <Field label="Act" hint={CONSEQUENCE[act]}>
          {(control) => (
            <Select {...control} value={act} onChange={({ target }) => setAct(target.value as Act)}>
              {raise.paused ? <option value="resume">Resume</option> : <option value="pause">Pause</option>}
              <option value="cancel">Cancel</option>
            </Select>
          )}
        </Field>
        <Field label="Reason" hint="Staff read it. Another person must confirm before anything happens.">
          {(control) => (
            <Textarea {...control} required value={reason} onChange={({ target }) => setReason(target.value)} />
          )}
        </Field>
        <Button type="submit" busy={propose.isPending} look={act === 'cancel' ? 'danger' : 'primary'}>
          Propose to a second person
        </Button>
      </form>
    </Dialog>
  )
}
