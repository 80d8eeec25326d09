'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type ClientError, clientError } from '@/ui/trpc'

/** One act at a time: runs it, shows the page afresh when it is done, and keeps the error of one that failed. */
export function useAct() {
  const router = useRouter()
  const [running, setRunning] = useState<string | null>(null)
  const [error, setError] = useState<ClientError | null>(null)
  const act = async (name: string, does: () => Promise<unknown>) => {
    setRunning(name)
    setError(null)
    try {
      await does()
      router.refresh()
    } catch (failure) {
      setError(clientError(failure))
    } finally {
      setRunning(null)
    }
  }
  return { act, running, error }
}
