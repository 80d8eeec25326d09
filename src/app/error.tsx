'use client'
import { useRouter } from 'next/navigation'
import { startTransition } from 'react'
import { AWAY_DIGEST } from '@/server/away-digest'
import { Button, ButtonLink } from '@/ui/button'
import { PageFrame } from '@/ui/page'
import { SiteAway } from '@/ui/site-away'

/** An error nobody foresaw. It is in the log under the digest; the visitor's money is on the chain and not touched. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter()
  const again = () =>
    startTransition(() => {
      router.refresh() // what failed was made by the server: showing it once more without asking would fail alike
      reset()
    })
  if (error.digest === AWAY_DIGEST) return <SiteAway />
  return (
    <PageFrame
      title="Something went wrong"
      lead="This page could not be made. Nothing was sent or changed by that, and money in raises lies in a program on the chain."
      narrow
    >
      <p>Try again in a moment. If it goes on, tell the operator of this site what you wanted to see.</p>
      <div className="flex flex-wrap gap-3">
        <Button onClick={again}>Try again</Button>
        <ButtonLink href="/" look="secondary">
          Go to the start
        </ButtonLink>
      </div>
      {error.digest && (
        <p className="text-sm text-soft">
          Quote <code>{error.digest}</code> when you ask for help.
        </p>
      )}
    </PageFrame>
  )
}
