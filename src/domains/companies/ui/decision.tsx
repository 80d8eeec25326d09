'use client'
import { type FormEvent, useState } from 'react'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { EarlierDecider } from '@/domains/compliance/ui/earlier-decider'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox, Field, Select, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { StaffCompany } from '../queries/desk'
import { CHECK_LABELS, REJECTION_WORDS } from '../rules/review'
import { COMPANY_CHECKS, COMPANY_REJECTIONS, type CompanyCheck, type CompanyRejection } from '../schema'

/** What this member of staff may do with a company now. */
export const CompanyDecision = ({ subject }: { subject: StaffCompany }) => (
  <TrpcProvider>
    <Card>
      <Heading>Decision</Heading>
      <Acts subject={subject} />
    </Card>
  </TrpcProvider>
)

function Acts({ subject }: { subject: StaffCompany }) {
  const { id, state, holder, open, mayConfirm } = subject
  if (subject.isEarlier && (state === 'in_review' || state === 'pending_second')) return <EarlierDecider />
  if (state === 'in_review' && !holder) return <Take companyId={id} />
  if (state === 'in_review') return holder?.isYou ? <Judge companyId={id} /> : <p>{holder?.name} is at work on it.</p>
  if (open?.byYou) return <p>You proposed this. Another person has to confirm or return it.</p>
  if (open) return mayConfirm ? <Second subject={subject} /> : <p>It waits for a checker.</p>
  if (state === 'listed')
    return (
      <OneNote
        words="Suspend the offer when something in it is wrong and is not mended at once. It lasts 30 days at most, then the offer is cancelled. Nothing new is co-signed and nothing is released; what investors hold stays theirs to withdraw."
        label="Suspend the offer"
        act={(trpc, note) => trpc.companies.suspend.mutate({ companyId: id, note })}
      />
    )
  if (state === 'suspended')
    return (
      <OneNote
        words={`Suspended: ${subject.suspension ?? ''} Lifting it takes two people.`}
        label="Propose to lift it"
        act={(trpc, note) => trpc.companies.proposeLift.mutate({ companyId: id, note })}
      />
    )
  return <p className="text-soft">Nothing is to be decided.</p>
}

function Take({ companyId }: { companyId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <p>Take it to see its evidence. It is yours for 30 minutes.</p>
      <ActError error={error} />
      <Button
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('claim', () => trpc.companies.claim.mutate({ companyId }))}
      >
        Take this company
      </Button>
    </div>
  )
}

type Outcome = 'approve' | 'changes' | 'reject'
const SEND: Record<Outcome, string> = {
  approve: 'Propose approval',
  changes: 'Send back to the owner',
  reject: 'Propose rejection',
}

/** The first person: compares and proposes, asks for changes, or puts the company back. */
function Judge({ companyId }: { companyId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [outcome, setOutcome] = useState<Outcome>('approve')
  const [checks, setChecks] = useState<readonly CompanyCheck[]>([])
  const [reason, setReason] = useState<CompanyRejection>(COMPANY_REJECTIONS[0])
  const [note, setNote] = useState('')
  const { propose, requestChanges, release } = trpc.companies
  const send = (event: FormEvent) => {
    event.preventDefault()
    void run('send', () => {
      if (outcome === 'changes') return requestChanges.mutate({ companyId, note })
      if (outcome === 'reject') return propose.mutate({ companyId, outcome, reason, note })
      return propose.mutate({ companyId, outcome, checks: [...checks], note })
    })
  }
  return (
    <form className="grid gap-4" onSubmit={send} noValidate>
      <Field label="Outcome">
        {(control) => (
          <Select {...control} value={outcome} onChange={({ target }) => setOutcome(target.value as Outcome)}>
            <option value="approve">Approve</option>
            <option value="changes">Ask for changes</option>
            <option value="reject">Reject</option>
          </Select>
        )}
      </Field>
      {outcome === 'approve' && (
        <fieldset>
          <legend className="font-medium">Compared and declared</legend>
          {COMPANY_CHECKS.map((check) => (
            <Checkbox
              key={check}
              label={CHECK_LABELS[check]}
              checked={checks.includes(check)}
              onChange={({ target }) =>
                setChecks(COMPANY_CHECKS.filter((one) => (one === check ? target.checked : checks.includes(one))))
              }
            />
          ))}
        </fieldset>
      )}
      {outcome === 'reject' && (
        <Field label="Reason" hint="The owner does not see which it was.">
          {(control) => (
            <Select {...control} value={reason} onChange={({ target }) => setReason(target.value as CompanyRejection)}>
              {COMPANY_REJECTIONS.map((known) => (
                <option key={known} value={known}>
                  {REJECTION_WORDS[known]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Note
        label={outcome === 'changes' ? 'What the owner reads' : 'Note for the second person'}
        note={note}
        set={setNote}
        problem={error?.field === 'note' ? error.message : undefined}
      />
      <ActError error={error?.field === 'note' ? null : error} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={busy === 'send'}>
          {SEND[outcome]}
        </Button>
        <Button
          look="quiet"
          busy={busy === 'release'}
          onClick={() => run('release', () => release.mutate({ companyId }))}
        >
          Put it back into the queue
        </Button>
      </div>
    </form>
  )
}

type NoteProps = { label: string; note: string; set: (note: string) => void; problem: string | undefined }

const Note = ({ label, note, set, problem }: NoteProps) => (
  <Field label={label} error={problem}>
    {(control) => <Textarea {...control} rows={3} value={note} onChange={({ target }) => set(target.value)} />}
  </Field>
)

const PROPOSED: Record<string, string> = {
  'company.approve': 'the approval',
  'company.reject': 'the rejection',
  'company.lift': 'lifting the suspension',
}

/** The second person: confirms what another proposed, or returns it with a comment. */
function Second({ subject }: { subject: StaffCompany }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { id: companyId, open } = subject
  const isLift = open?.kind === 'company.lift'
  const confirm = () => (isLift ? trpc.companies.confirmLift : trpc.companies.confirm).mutate({ companyId })
  return (
    <div className="grid gap-4">
      <p>A colleague proposed {PROPOSED[open?.kind ?? '']}. Look at the evidence yourself before you confirm.</p>
      <ActError error={error} />
      <Button className="justify-self-start" busy={busy === 'confirm'} onClick={() => run('confirm', confirm)}>
        Confirm {PROPOSED[open?.kind ?? '']}
      </Button>
      <OneNote
        words="Or return it with a word why."
        label="Return it"
        act={(client, note) =>
          (isLift ? client.companies.returnLift : client.companies.returnProposal).mutate({ companyId, note })
        }
      />
    </div>
  )
}

type Act = (trpc: ReturnType<typeof useTRPCClient>, note: string) => Promise<unknown>

/** One act that needs a sentence. */
function OneNote({ words, label, act }: { words: string; label: string; act: Act }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [note, setNote] = useState('')
  return (
    <form
      className="grid gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void run('act', () => act(trpc, note))
      }}
    >
      <p>{words}</p>
      <Note label="Why" note={note} set={setNote} problem={error?.field === 'note' ? error.message : undefined} />
      <ActError error={error?.field === 'note' ? null : error} />
      <Button type="submit" look="secondary" className="justify-self-start" busy={busy === 'act'}>
        {label}
      </Button>
    </form>
  )
}
