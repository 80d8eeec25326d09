'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { clientError, useTRPCClient } from '@/ui/trpc'
import type { SectionName } from '../schema/content'
import type { Draft } from '../schema/draft'

const PAUSE_MS = 600

export type SectionStatus =
  | { name: 'saved' | 'typing' | 'saving' }
  | { name: 'failed'; message: string }
  | { name: 'conflict'; theirs: unknown; revision: number; staleEditId: string }

export type SectionSource<Name extends SectionName> = {
  applicationId: string
  section: Name
  revision: number
  value: Draft[Name]
  /** An edit that lost against another one and was kept. */
  kept: { id: string; value: Draft[Name] } | null
}

/**
 * One section of the draft: what is typed, and how far it is saved. A change is saved shortly after the last key; one save
 * is under way at a time. A conflict stops saving until the author has chosen.
 */
export function useSection<Name extends SectionName>(source: SectionSource<Name>) {
  const { applicationId, section, kept } = source
  const client = useTRPCClient()
  const [typed, setTyped] = useState<Draft[Name]>(kept?.value ?? source.value)
  const [status, setStatus] = useState<SectionStatus>(
    kept
      ? { name: 'conflict', theirs: source.value, revision: source.revision, staleEditId: kept.id }
      : { name: 'saved' },
  )
  const revision = useRef(source.revision)
  const pending = useRef<Draft[Name] | null>(null)
  const running = useRef<Promise<void> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const send = useCallback(async () => {
    while (pending.current !== null) {
      const value = pending.current
      pending.current = null
      setStatus({ name: 'saving' })
      try {
        const input = { applicationId, section, revision: revision.current, value }
        const saved = await client.projects.save.mutate(input as Parameters<typeof client.projects.save.mutate>[0])
        if (!saved.saved) {
          setStatus({
            name: 'conflict',
            theirs: saved.current,
            revision: saved.revision,
            staleEditId: saved.staleEditId,
          })
          return
        }
        revision.current = saved.revision
      } catch (error) {
        pending.current ??= value
        setStatus({ name: 'failed', message: clientError(error).message })
        return
      }
    }
    setStatus({ name: 'saved' })
  }, [applicationId, section, client])

  /** Saves what is typed at once; resolves when nothing is left to save, or it cannot be. */
  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    running.current ??= send().finally(() => {
      running.current = null
    })
    await running.current
  }, [send])

  const change = useCallback(
    (value: Draft[Name]) => {
      setTyped(value)
      if (status.name === 'conflict') return
      pending.current = value
      setStatus({ name: 'typing' })
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), PAUSE_MS)
    },
    [flush, status.name],
  )

  /** Ends a conflict: with what is typed here, or with what stands there. The other text is then forgotten. */
  const choose = useCallback(
    async (which: 'mine' | 'theirs') => {
      if (status.name !== 'conflict') return
      revision.current = status.revision
      if (which === 'theirs') setTyped(status.theirs as Draft[Name])
      else pending.current = typed
      await flush()
      await client.projects.discardEdit.mutate({ applicationId, staleEditId: status.staleEditId })
    },
    [status, typed, flush, client, applicationId],
  )

  useWarnBeforeLeaving(status.name !== 'saved')
  return { typed, change, flush, choose, status }
}

/** Asks before the page is left while something is not saved. */
function useWarnBeforeLeaving(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [unsaved])
}
