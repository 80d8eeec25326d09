'use client'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field, Input } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { STAFF_ROLES } from '../rules/roles'
import { ProposePermit } from './propose-permit'
import { ProposeTie } from './ties'
import { useAct } from './use-act'

type Subject = { id: string; displayName: string; email: string | null; roles: readonly string[] }

/** What an admin can do about a person: propose staff roles, give an address, end their sessions. `called` tells them from namesakes. */
export function PersonActs({ person, self, called }: { person: Subject; self: boolean; called: string }) {
  return (
    <Dialog
      title={called}
      trigger={
        <Button look="quiet" className="px-2" aria-label={`Change ${called}`}>
          Change
        </Button>
      }
    >
      <TrpcProvider>
        <Acts person={person} self={self} />
      </TrpcProvider>
    </Dialog>
  )
}

function Acts({ person, self }: { person: Subject; self: boolean }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [done, setDone] = useState<string | null>(null)
  const act = async (what: string, sentence: string, work: () => Promise<unknown>) => {
    setDone(null)
    if (await run(what, work)) setDone(sentence)
  }
  const propose = (role: (typeof STAFF_ROLES)[number], kind: 'grant' | 'revoke') =>
    act(role, 'Done. Where a second person is needed, it waits for one.', () =>
      trpc.identity.proposeRole.mutate({ personId: person.id, role, kind }),
    )
  return (
    <div className="grid gap-5">
      {error && (
        <Alert tone="bad" title="Nothing was changed">
          {error}
        </Alert>
      )}
      <p role="status">{done}</p>
      <div className="grid gap-2">
        {STAFF_ROLES.map((role) => {
          const has = person.roles.includes(role)
          return (
            <div key={role} className="flex items-center justify-between gap-3">
              <span>
                {role} {has && '(has it)'}
              </span>
              <Button
                look={has ? 'danger' : 'secondary'}
                busy={busy === role}
                disabled={self && !has}
                onClick={() => propose(role, has ? 'revoke' : 'grant')}
              >
                {has ? `Propose to take ${role} away` : `Propose as ${role}`}
              </Button>
            </div>
          )
        })}
        {self && <p className="text-sm text-soft">Nobody proposes a role for themselves.</p>}
      </div>
      {!self && person.roles.some((role) => role !== 'member' && role !== 'issuer') && (
        <ProposePermit
          busy={busy}
          onPropose={(asked) =>
            act(asked.kind, 'Proposed. An admin or checker who is not you confirms it.', () =>
              trpc.identity.proposeKeyPermit.mutate({ personId: person.id, ...asked }),
            )
          }
        />
      )}
      {!self && (
        <ProposeTie
          busy={busy}
          onPropose={(tie) =>
            act(tie, 'Proposed. An admin or checker who is not you confirms it.', () =>
              trpc.identity.proposeTie.mutate({ personId: person.id, tie, ends: false }),
            )
          }
        />
      )}
      {!person.email && (
        <EmailForm
          busy={busy === 'email'}
          onEmail={(email) =>
            act('email', 'The address is set.', () => trpc.identity.setEmail.mutate({ personId: person.id, email }))
          }
        />
      )}
      <Button
        look="danger"
        className="justify-self-start"
        busy={busy === 'sessions'}
        onClick={() =>
          act('sessions', 'Signed out everywhere.', () => trpc.identity.endSessionsOf.mutate({ personId: person.id }))
        }
      >
        Sign out everywhere
      </Button>
    </div>
  )
}

function EmailForm({ busy, onEmail }: { busy: boolean; onEmail: (email: string) => void }) {
  const [email, setEmail] = useState('')
  return (
    <form
      className="grid gap-2"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onEmail(email)
      }}
    >
      <Field label="E-mail" hint="Staff sign in by e-mail; without an address there is no staff role.">
        {(control) => (
          <Input {...control} type="email" value={email} onChange={({ target }) => setEmail(target.value)} />
        )}
      </Field>
      <Button type="submit" look="secondary" className="justify-self-start" busy={busy}>
        Set address
      </Button>
    </form>
  )
}
