'use client'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ActError, useAct } from './act'

/** One line of a queue, as far as taking and putting back go. */
export type Takable = {
  id: string
  state: string
  holder: 'you' | 'colleague' | null
  isEarlier: boolean
  isOwn?: boolean
}

const isHeld = ({ holder }: Takable) => holder === 'you'
/** What whoever decided before an appeal would be refused is not offered. */
const isFree = ({ isOwn, isEarlier, state, holder }: Takable) =>
  !isOwn && !isEarlier && state === 'in_review' && holder === null

type Many = (ids: string[]) => Promise<{ done: string[] }>
type Props = {
  all: readonly Takable[]
  take: Many
  release: Many
  children: (box: (one: Takable) => ReactNode) => ReactNode
}

/**
 * A queue of which several can be taken or put back at once; deciding is done one by one. With the focus on a row, J and K go to the next
 * and the one before, X chooses it, Enter opens it. `children` draws the rows, with a box for each that can be chosen.
 */
export function Several({ all, take, release, children }: Props) {
  const { busy, error, run } = useAct()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [left, setLeft] = useState(0)
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]))
  const act = (what: 'take' | 'release', ids: string[]) =>
    run(what, async () => {
      const { done } = await (what === 'take' ? take : release)(ids)
      setLeft(ids.length - done.length)
      setChosen([])
    })
  const chosenOf = (fits: (one: Takable) => boolean) =>
    all.filter((one) => chosen.includes(one.id) && fits(one)).map(({ id }) => id)
  const [free, held] = [chosenOf(isFree), chosenOf(isHeld)]
  const box = (one: Takable) =>
    (isFree(one) || isHeld(one)) && (
      <input
        type="checkbox"
        className="size-5 accent-(--brand)"
        aria-label={`Choose ${one.id.slice(-8)}`}
        checked={chosen.includes(one.id)}
        onChange={() => toggle(one.id)}
      />
    )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are heard from the links and boxes inside, which have their own roles.
    <div className="grid gap-4" onKeyDown={move}>
      <ActError error={error} />
      {children(box)}
      {left > 0 && (
        <Alert title={`${left} of them stayed as they were`}>
          A colleague was faster, or it is an appeal against a decision of yours.
        </Alert>
      )}
      <div className="flex flex-wrap gap-3">
        {free.length > 0 && (
          <Button busy={busy === 'take'} onClick={() => act('take', free)}>
            Take {free.length} for 30 minutes
          </Button>
        )}
        {held.length > 0 && (
          <Button look="secondary" busy={busy === 'release'} onClick={() => act('release', held)}>
            Put {held.length} back
          </Button>
        )}
      </div>
      <p className="text-sm text-soft">
        With the focus on a case: J next, K the one before, X choose, Enter open. Chosen cases can be taken together, or
        put back; each is decided by itself.
      </p>
    </div>
  )
}

/** Keys act only while the focus is on a case, so that nobody's screen reader or speech loses a letter. */
function move(event: KeyboardEvent<HTMLDivElement>) {
  const at = event.target
  if (!(at instanceof HTMLElement) || !at.closest('tr') || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-case]')]
  const row = at.closest('tr')
  const index = links.findIndex((link) => link.closest('tr') === row)
  if (event.key === 'j') links[index + 1]?.focus()
  else if (event.key === 'k') links[index - 1]?.focus()
  else if (event.key === 'x') row?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
  else return
  event.preventDefault()
}
