'use client'
import { useEffect } from 'react'
import { PageFrame } from './page'

const AGAIN_AFTER_MS = 5_000

/** Stands where a page was being made when the database went away, and loads the page anew until it is back. */
export function SiteAway() {
  useEffect(() => {
    const timer = setInterval(() => location.reload(), AGAIN_AFTER_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <PageFrame
      title="The site is not available for a moment"
      lead="Its database does not answer. Money in raises lies in a program on the chain and is not affected."
      narrow
    >
      <p role="status">This page tries again by itself every few seconds.</p>
    </PageFrame>
  )
}
