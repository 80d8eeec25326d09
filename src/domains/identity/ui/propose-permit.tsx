'use client'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'

type Asked = { kind: 'passkey' } | { kind: 'recovery'; until: string }

/** For a colleague who cannot show their passkey: a fresh invitation, or codes until a day. */
export function ProposePermit({ busy, onPropose }: { busy: string | null; onPropose: (asked: Asked) => void }) {
  const [until, setUntil] = useState('')
  return (
    <div className="grid gap-3">
      <p className="font-semibold">Their passkey is lost or away</p>
      <Button
        look="secondary"
        className="justify-self-start"
        busy={busy === 'passkey'}
        onClick={() => onPropose({ kind: 'passkey' })}
      >
        Propose a fresh invitation
      </Button>
      <p className="text-sm text-soft">Their passkeys end, and they make a new one after a sign-in by e-mail link.</p>
      <Field label="Last day of one-time codes (UTC)" hint="At most 14 days from now. Their passkeys stay.">
        {(control) => (
          <Input {...control} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
        )}
      </Field>
      <Button
        look="secondary"
        className="justify-self-start"
        disabled={until === ''}
        busy={busy === 'recovery'}
        onClick={() => onPropose({ kind: 'recovery', until })}
      >
        Propose one-time codes
      </Button>
    </div>
  )
}
