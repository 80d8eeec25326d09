'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useHydrated } from '@/ui/hydrated'
import { clientError } from '@/ui/trpc'

/** Runs one act at a time, keeps its refusal as a sentence, and shows the page afresh afterwards. */
export function useAct() {
  const router = useRouter()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const hydrated = useHydrated()
  const run = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(what)
    setError(null)
    try {
      await act()
      router.refresh()
      return true
    } catch (caught) {
      const known = clientError(caught)
      setError(known.code === 'server.unreachable' && caught instanceof Error ? caught.message : known.message)
      return false
    } finally {
      setBusy(null)
    }
  }
  return { busy: hydrated ? busy : 'starting', error, run }
}
