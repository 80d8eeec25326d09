'use client'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider } from '@/ui/trpc'
import type { ClosedDoor, Opening } from '../queries/doors'
import { ActError, useAct } from './act'
import { type Door, useDoorActs } from './door-acts'

type Props = { of: Door['of']; doors: readonly ClosedDoor[] }

/**
 * Closed cases of which an opening waits, and those that nobody who works here can open any more. A checker confirms without being able to
 * open the case: what they decide about is who may.
 */
export function ClosedDoors({ of, doors }: Props) {
  if (doors.length === 0) return null
  return (
    <TrpcProvider>
      <Card>
        <Heading>Closed cases that wait for you</Heading>
        <ul className="grid gap-6">
          {doors.map(({ id, opening }) => (
            <li key={id} className="grid gap-2">
              <p className="font-medium">{id.slice(-8)}</p>
              {opening ? <Second door={{ of, id }} opening={opening} isChecker /> : <Forsaken door={{ of, id }} />}
            </li>
          ))}
        </ul>
      </Card>
    </TrpcProvider>
  )
}

type Waiting = { door: Door; opening: Opening; isChecker: boolean }

/** An opening that was proposed: what it is, and for a checker who did not propose it, the second word. */
export function Second({ door, opening, isChecker }: Waiting) {
  const acts = useDoorActs(door)
  const { busy, error, run } = useAct()
  const { by, isYours, note, to } = opening
  const whom = to.length === 0 ? 'everybody whose work it is' : to.join(', ')
  return (
    <div className="grid gap-3">
      <p>
        {isYours ? 'You' : by} proposed that {whom} may open it: {note}
      </p>
      {isYours || !isChecker ? (
        <p className="text-soft">A checker who did not propose it confirms or returns it.</p>
      ) : (
        <>
          <Button
            look="secondary"
            className="justify-self-start"
            busy={busy === 'confirm'}
            onClick={() => run('confirm', acts.confirm)}
          >
            Let them in
          </Button>
          <Noted
            label="Why it stays closed"
            send="Leave it closed"
            busy={busy === 'return'}
            problem={error?.field === 'note' ? error.message : undefined}
            act={(words) => run('return', () => acts.giveBack(words))}
          />
        </>
      )}
      <ActError error={error?.field === 'note' ? null : error} />
    </div>
  )
}

function Forsaken({ door }: { door: Door }) {
  const acts = useDoorActs(door)
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <p className="text-soft">None of those who could open it works here any more.</p>
      <Noted
        label="Why it is opened"
        send="Propose to open it to everybody"
        busy={busy === 'propose'}
        problem={error?.field === 'note' ? error.message : undefined}
        act={(words) => run('propose', () => acts.propose([], words))}
      />
      <ActError error={error?.field === 'note' ? null : error} />
    </div>
  )
}

type NotedProps = {
  label: string
  send: string
  busy: boolean
  problem: string | undefined
  act: (words: string) => void
}

function Noted({ label, send, busy, problem, act }: NotedProps) {
  const [words, setWords] = useState('')
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        act(words)
      }}
    >
      <Field label={label} error={problem}>
        {(control) => (
          <Textarea {...control} rows={2} value={words} onChange={({ target }) => setWords(target.value)} />
        )}
      </Field>
      <Button type="submit" look="quiet" className="justify-self-start" busy={busy}>
        {send}
      </Button>
    </form>
  )
}
