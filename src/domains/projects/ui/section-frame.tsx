'use client'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { CanonicalValue } from '@/kit/canonical-json'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { changesBetween } from '../rules/diff'
import type { SectionName } from '../schema/content'
import { type Draft, sectionProblems } from '../schema/draft'
import { Changes } from './changes'
import { type SectionSource, type SectionStatus, useSection } from './use-section'

/** What a form of a section gets: what is typed, how to change it, and what is wrong with a field that was filled in. */
export type SectionForm<Name extends SectionName> = {
  typed: Draft[Name]
  set: (part: Partial<Draft[Name]>) => void
  problem: (field: string) => string | undefined
}

const WORDS = { saved: 'All changes are saved.', typing: 'Typing…', saving: 'Saving…' } as const

/** The frame of every step: its form, how far it is saved, a conflict where there is one, and the way on. */
export function SectionFrame<Name extends SectionName>({
  source,
  title,
  lead,
  next,
  children,
}: {
  source: SectionSource<Name>
  title: string
  lead: string
  next: string
  children: (form: SectionForm<Name>) => ReactNode
}) {
  const router = useRouter()
  const { typed, change, flush, choose, status } = useSection(source)
  const [strict, setStrict] = useState(false)
  const problems = sectionProblems(source.section, typed)
  const problem = (field: string) =>
    strict || textAt(typed, field) !== '' ? problems.find((one) => one.field === field)?.message : undefined
  const set = (part: Partial<Draft[Name]>) => change({ ...typed, ...part })
  const goOn = async () => {
    await flush()
    router.push(next)
  }
  return (
    <Card>
      <Heading>{title}</Heading>
      <p className="mb-4 max-w-prose text-soft">{lead}</p>
      {status.name === 'conflict' && <Conflict typed={typed} status={status} choose={choose} />}
      <form
        className="grid gap-5"
        noValidate
        onBlur={() => void (status.name === 'typing' && flush())}
        onSubmit={(event) => {
          event.preventDefault()
          void goOn()
        }}
      >
        {children({ typed, set, problem })}
        <div className="mt-1 flex flex-wrap items-center gap-3">
          <Button type="submit" disabled={status.name === 'conflict'}>
            Save and continue
          </Button>
          {problems.length > 0 && (
            <Button look="quiet" onClick={() => setStrict(true)}>
              Show what is missing ({problems.length})
            </Button>
          )}
          <SaveState status={status} retry={flush} />
        </div>
      </form>
      {strict && problems.length > 0 && <Missing problems={problems} />}
    </Card>
  )
}

function SaveState({ status, retry }: { status: SectionStatus; retry: () => Promise<void> }) {
  if (status.name === 'conflict') return null
  if (status.name !== 'failed')
    return (
      <span role="status" className="text-sm text-soft">
        {WORDS[status.name]}
      </span>
    )
  return (
    <span role="alert" className="text-sm text-bad">
      Not saved: {status.message}{' '}
      <Button look="quiet" onClick={retry}>
        Save now
      </Button>
    </span>
  )
}

const Missing = ({ problems }: { problems: readonly { field: string; message: string }[] }) => (
  <ul className="mt-4 list-disc pl-6 text-sm text-bad" aria-label="Missing in this step">
    {problems.map(({ field, message }) => (
      <li key={`${field} ${message}`}>
        {fieldWords(field)}: {message}
      </li>
    ))}
  </ul>
)

/** `roadmap.0.due` in words: `roadmap 1 due`. */
export const fieldWords = (path: string): string =>
  path
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? `${BigInt(part) + 1n}` : part.replace(/([A-Z])/g, ' $1').toLowerCase()))
    .join(' ')

type ConflictStatus = Extract<SectionStatus, { name: 'conflict' }>

function Conflict({
  typed,
  status,
  choose,
}: {
  typed: unknown
  status: ConflictStatus
  choose: (which: 'mine' | 'theirs') => Promise<void>
}) {
  const changes = changesBetween(status.theirs as CanonicalValue, typed as CanonicalValue)
  return (
    <div className="mb-5">
      <Alert tone="warn" title="This step was changed somewhere else meanwhile">
        <p className="mb-3">Both texts are kept. Choose which one stays; until then nothing more is saved here.</p>
        <Changes changes={changes} before="Saved elsewhere" after="Typed here" />
        <div className="mt-3 flex flex-wrap gap-3">
          <Button onClick={() => choose('mine')}>Keep what is typed here</Button>
          <Button look="secondary" onClick={() => choose('theirs')}>
            Take the other
          </Button>
        </div>
      </Alert>
    </div>
  )
}

/** The text at a path like `roadmap.0.due`; empty where there is none. */
function textAt(value: unknown, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>(
      (at, key) => (at && typeof at === 'object' ? (at as Record<string, unknown>)[key] : undefined),
      value,
    )
  return typeof found === 'string' ? found : ''
}
