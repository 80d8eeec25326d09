'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type ClientError, clientError } from '@/ui/trpc'

/**
 * One act at a time: keeps the error of one that failed. After one that succeeded the page is shown afresh; an act that
 * returns a path goes there instead.
 */
export function useAct() {
  const router = useRouter()
  const [running, setRunning] = useState<string | null>(null)
  const [error, setError] = useState<ClientError | null>(null)
  const act = async (name: string, does: () => Promise<unknown>) => {
    setRunning(name)
    setError(null)
    try {
      const path = await does()
      if (typeof path === 'string') router.push(path)
      else router.refresh()
    } catch (failure) {
      setError(clientError(failure))
    } finally {
      setRunning(null)
    }
  }
  return { act, running, error }
}
