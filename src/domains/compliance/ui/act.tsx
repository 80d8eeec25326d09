'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { useHydrated } from '@/ui/hydrated'
import { type ClientError, clientError } from '@/ui/trpc'

/**
 * Runs one act at a time: says which is under way, keeps its error, and loads the page's data anew after a success. Until the page answers
 * it is busy: what is pressed earlier would be lost.
 */
export function useAct() {
  const router = useRouter()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<ClientError | null>(null)
  const hydrated = useHydrated()
  const run = async (name: string, act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(name)
    setError(null)
    try {
      await act()
      router.refresh()
      return true
    } catch (failure) {
      setError(clientError(failure))
      return false
    } finally {
      setBusy(null)
    }
  }
  return { busy: hydrated ? busy : 'starting', error, run }
}

/** An error that belongs to no single field. */
export const ActError = ({ error }: { error: ClientError | null }) =>
  error && (
    <Alert tone="bad" title="That did not work">
      {error.message}
    </Alert>
  )
