'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { formatInstant } from '@/kit/time'
import { Button } from '../button'
import { clientError, useTRPC, useTRPCClient } from '../trpc'

const HOUR = 3_600
const STEPS = [
  ['+1 hour', HOUR],
  ['+1 day', 24 * HOUR],
  ['+30 days', 720 * HOUR],
] as const

/** When the raise on this page can be settled, where one is shown: the element that carries `data-raise-ends`. */
function endOnPage(): Date | null {
  const text = document.querySelector<HTMLElement>('[data-raise-ends]')?.dataset.raiseEnds
  return text ? new Date(text) : null
}

/** Moves the local chain's clock, which is the site's clock too. Exists on the local network only. */
export function TimeBar() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const router = useRouter()
  const time = useQuery({ ...trpc.local.time.queryOptions(), refetchInterval: 10_000 })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const bar = useRef<HTMLElement>(null)
  // The bar lies over the foot of the page: the page grows by its height, which differs with the window's width.
  useEffect(() => {
    const makeRoom = () => {
      document.body.style.paddingBottom = `${bar.current?.offsetHeight ?? 0}px`
    }
    const watcher = new ResizeObserver(makeRoom)
    if (bar.current) watcher.observe(bar.current)
    return () => watcher.disconnect()
  }, [])

  const move = async (seconds: number) => {
    setBusy(true)
    setError(null)
    try {
      await client.local.moveTime.mutate({ seconds })
      await queries.invalidateQueries()
      router.refresh()
    } catch (caught) {
      setError(clientError(caught).message)
    }
    setBusy(false)
  }
  const toEnd = async () => {
    const [end, { now }] = [endOnPage(), await client.local.time.query()]
    const seconds = end ? Math.ceil((end.getTime() - now.getTime()) / 1_000) + 1 : 0
    if (seconds > 0) return move(seconds)
    setError(end ? 'This raise has ended already.' : 'Open the page of a raise first: the end is that raise’s.')
  }
  return (
    <aside
      ref={bar}
      aria-label="Move time"
      className="fixed inset-x-0 bottom-0 z-40 flex flex-wrap items-center justify-center gap-x-2 gap-y-0 border-t border-line-strong bg-warn-soft px-3 py-1 text-sm text-ink"
    >
      <span>
        Local chain: <span className="tabular">{time.data ? formatInstant(time.data.now) : '…'}</span>
      </span>
      {STEPS.map(([label, seconds]) => (
        <Button key={label} look="quiet" className="px-2 text-sm" disabled={busy} onClick={() => move(seconds)}>
          {label}
        </Button>
      ))}
      <Button look="quiet" className="px-2 text-sm" disabled={busy} onClick={toEnd}>
        To the end
      </Button>
      <a className="px-2 py-2 underline" href="/local/mailbox">
        Mailbox
      </a>
      <span role="status">{busy ? 'Moving time…' : error}</span>
    </aside>
  )
}
