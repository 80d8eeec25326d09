'use client'
import { useState } from 'react'

/** `what` names it where it is no address: a hash, a transaction. */
type Props = { address: string; what?: 'address' | 'hash' | 'transaction'; href?: string | null }

/** An address, shortened for the eye, whole for copy and for screen readers; a link to the explorer where there is one. */
export function Address({ address, what = 'address', href }: Props) {
  const [copied, setCopied] = useState(false)
  const short = `${address.slice(0, 4)}…${address.slice(-4)}`
  const copy = async () => {
    await navigator.clipboard.writeText(address)
    setCopied(true)
  }
  return (
    <span className="inline-flex items-baseline gap-2 font-mono text-[0.95em] whitespace-nowrap">
      {href ? (
        <a href={href} title={address} rel="noreferrer" target="_blank" className="underline underline-offset-4">
          {short}
        </a>
      ) : (
        <span title={address}>{short}</span>
      )}
      <button
        type="button"
        onClick={copy}
        aria-label={`Copy ${what} ${address}`}
        className="font-sans text-sm text-brand hover:underline"
      >
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  )
}
