import { type ReactNode, Suspense } from 'react'

type Props<Data> = {
  /** What is loading, for the eye and for screen readers: `your positions`. */
  what: string
  load: () => Promise<Data>
  children: (data: Data) => ReactNode
}

/**
 * The part of a page that waits for data; its place is held meanwhile. Whether somebody may see the page is decided before
 * this is rendered (docs/decisions/0010): what is refused in here comes too late for a 307 or a 404.
 */
export const Loaded = <Data,>({ what, load, children }: Props<Data>) => (
  <Suspense fallback={<Loading what={what} />}>
    <Arrived load={load}>{children}</Arrived>
  </Suspense>
)

async function Arrived<Data>({ load, children }: Omit<Props<Data>, 'what'>) {
  return children(await load())
}

/** What stands in the place of something that loads: words, and a shape. */
export const Loading = ({ what }: { what: string }) => (
  <div role="status" className="grid gap-4">
    <p className="text-soft">Loading {what}…</p>
    <div aria-hidden className="h-24 animate-pulse rounded-xl bg-sunken" />
    <div aria-hidden className="h-24 animate-pulse rounded-xl bg-sunken" />
  </div>
)
