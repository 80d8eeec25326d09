'use client'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { useHydrated } from '@/ui/hydrated'
import { clientError } from '@/ui/trpc'

/**
 * Runs one act at a time, keeps its refusal as a sentence, and shows the page afresh afterwards. `busy` names the act until the page
 * is there: what was done already must not be offered once more.
 */
export function useAct() {
  const router = useRouter()
  const [name, setName] = useState('')
  const [running, setRunning] = useState(false)
  const [refreshing, startRefresh] = useTransition()
  const [error, setError] = useState<string | null>(null)
  const hydrated = useHydrated()
  const run = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    setName(what)
    setRunning(true)
    setError(null)
    try {
      await act()
      startRefresh(() => router.refresh())
      return true
    } catch (caught) {
      const known = clientError(caught)
      setError(known.code === 'server.unreachable' && caught instanceof Error ? caught.message : known.message)
      return false
    } finally {
      setRunning(false)
    }
  }
  const busy = running || refreshing ? name : null
  return { busy: hydrated ? busy : 'starting', error, run }
}
