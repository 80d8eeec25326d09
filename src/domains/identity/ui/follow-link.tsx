'use client'
import { useEffect, useState } from 'react'
import { ownPath } from '@/kit/own-path'
import { Alert } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'

type Link = { person: string; token: string; next: string; isMember: boolean }

/** Uses a mailed link up on a click, not on opening: programs that scan mail open links too. */
export function FollowLink() {
  const [link, setLink] = useState<Link | null | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const given = new URLSearchParams(location.hash.slice(1))
    const [person, token] = [given.get('person'), given.get('token')]
    const isMember = given.get('kind') === 'member'
    const next = ownPath(given.get('next')) ?? (isMember ? '/verify' : '/staff')
    setLink(person && token ? { person, token, next, isMember } : null)
  }, [])
  if (link === undefined) return <p role="status">Reading the link…</p>
  if (link === null) {
    return (
      <>
        <Alert tone="bad" title="This link is not complete">
          Open it from the mail once more, or ask for another one.
        </Alert>
        <ButtonLink href="/sign-in" look="secondary" className="justify-self-start">
          Ask for a link
        </ButtonLink>
      </>
    )
  }
  const follow = () => {
    setBusy(true)
    const { person, token, next } = link
    const callbackUrl = link.isMember ? next : `/sign-in/key?next=${encodeURIComponent(next)}`
    location.replace(`/api/auth/callback/email?${new URLSearchParams({ email: person, token, callbackUrl })}`)
  }
  return (
    <Card>
      <p className="mb-4">
        You opened a sign-in link. It works once.
        {!link.isMember && ' After this you show your passkey.'}
      </p>
      <Button busy={busy} onClick={follow}>
        Sign in
      </Button>
    </Card>
  )
}
