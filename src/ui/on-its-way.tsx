'use client'

import { useLinkStatus } from 'next/link'

/** Inside a link: a bar at the top of the window from a moment after the click until the page is there. */
export function OnItsWay() {
  const { pending } = useLinkStatus()
  if (!pending) return null
  return (
    <span role="status" className="on-its-way">
      <span className="sr-only">Loading the page</span>
    </span>
  )
}
