'use client'
import { Button } from '@/ui/button'
import { PageFrame } from '@/ui/page'

/** An error nobody foresaw. It is in the log under the digest; the visitor's money is on the chain and not touched. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PageFrame
      title="Something went wrong"
      lead={`The page could not be made. Money in raises is held by the program on the chain and is not affected.${error.digest ? ` Quote ${error.digest} when you ask for help.` : ''}`}
      narrow
    >
      <Button onClick={reset} className="justify-self-start">
        Try again
      </Button>
    </PageFrame>
  )
}
