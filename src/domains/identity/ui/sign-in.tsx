'use client'
import { useQuery } from '@tanstack/react-query'
import { signIn } from 'next-auth/react'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { Signer } from '@/chain/wallets/signer'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC, useTRPCClient } from '@/ui/trpc'
import { base58, base64 } from './encoding'
import { keyFor, keyProblem } from './passkey'
import { TryAs } from './try-as'
import { useWalletConnection, WithWallet } from './wallet'

/** The ways in: a wallet for members, an e-mail link for staff and the invited, one click on the local network. */
export function SignIn({ next }: { next: string }) {
  return (
    <TrpcProvider>
      <Ways next={next} />
    </TrpcProvider>
  )
}

function Ways({ next }: { next: string }) {
  const trpc = useTRPC()
  const me = useQuery(trpc.identity.me.queryOptions())
  if (me.isPending) return <p role="status">Looking for ways to sign in…</p>
  if (me.isError) {
    return (
      <Alert tone="bad" title="The site does not answer">
        Nothing was sent. Reload the page in a moment.
      </Alert>
    )
  }
  return (
    <>
      {me.data.viewer && (
        <Alert title={`You are signed in as ${me.data.viewer.displayName}.`}>
          <a className="underline" href={next}>
            Go on
          </a>
        </Alert>
      )}
      {me.data.local && (
        <Card>
          <Heading>Try it as…</Heading>
          <TryAs next={next} />
        </Card>
      )}
      <Card>
        <Heading>With a wallet</Heading>
        <WithWallet>
          <WalletSignIn next={next} />
        </WithWallet>
      </Card>
      <Card>
        <Heading>Staff</Heading>
        <PasskeySignIn next={next} />
        <EmailSignIn next={next} />
      </Card>
    </>
  )
}

function WalletSignIn({ next }: { next: string }) {
  const trpc = useTRPCClient()
  const { signer, connect, disconnect, loading } = useWalletConnection()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const asked = useRef(false)
  const sign = useCallback(
    async (wallet: Signer) => {
      setBusy(true)
      setError(null)
      try {
        const { nonce, message } = await trpc.identity.prepareSignIn.mutate({ address: wallet.address })
        const text = new TextEncoder().encode(message)
        const signature = base58(await wallet.signMessage(text))
        const answer = await signIn('wallet', { nonce, signature, signedMessage: base64(text), redirect: false })
        if (answer?.ok) return location.assign(next)
        setError(answer?.error ?? 'The site did not answer. Try again in a moment.')
      } catch (caught) {
        setError(sentence(caught))
      }
      setBusy(false)
    },
    [trpc, next],
  )
  // One click is enough: who pressed the button without a wallet is asked to sign as soon as there is one.
  useEffect(() => {
    if (!signer || !asked.current) return
    asked.current = false
    sign(signer)
  }, [signer, sign])
  const start = () => {
    if (signer) return sign(signer)
    asked.current = true
    connect()
  }
  return (
    <div className="grid gap-3">
      <p>
        You sign a short text that proves the wallet is yours. It moves no money and costs nothing. A first sign-in
        makes your account.
      </p>
      {error && (
        <Alert tone="bad" title="Not signed in">
          {error}
        </Alert>
      )}
      <div className="flex flex-wrap gap-3">
        <Button key={signer ? 'sign' : 'connect'} busy={busy || loading} onClick={start}>
          {signer ? `Sign in with ${signer.name}` : 'Connect wallet'}
        </Button>
        {signer && (
          <Button look="quiet" onClick={disconnect}>
            Use another wallet
          </Button>
        )}
      </div>
      {signer && <p className="font-mono text-sm break-all text-soft">{signer.address}</p>}
    </div>
  )
}

const sentence = (error: unknown): string => {
  const known = clientError(error)
  return known.code === 'server.unreachable' && error instanceof Error ? error.message : known.message
}

function PasskeySignIn({ next }: { next: string }) {
  const trpc = useTRPCClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const enter = async () => {
    setBusy(true)
    setError(null)
    try {
      const answer = await keyFor(await trpc.identity.askForKeySignIn.mutate())
      const entered = await signIn('passkey', { answer: JSON.stringify(answer), redirect: false })
      if (entered?.ok) return location.assign(next === '/' ? '/staff' : next)
      setError(entered?.error ?? 'The site did not answer. Try again in a moment.')
    } catch (caught) {
      setError(keyProblem(caught))
    }
    setBusy(false)
  }
  return (
    <div className="mb-6 grid gap-3">
      {error && (
        <Alert tone="bad" title="Not signed in">
          {error}
        </Alert>
      )}
      <Button className="justify-self-start" busy={busy} onClick={enter}>
        Use a passkey
      </Button>
    </div>
  )
}

function EmailSignIn({ next }: { next: string }) {
  const trpc = useTRPCClient()
  const [email, setEmail] = useState('')
  const [state, setState] = useState<'idle' | 'busy' | 'sent'>('idle')
  const [error, setError] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setState('busy')
    setError(undefined)
    try {
      await trpc.identity.requestLink.mutate({ email, next: next === '/' ? '/staff' : next })
      setState('sent')
    } catch (caught) {
      setError(clientError(caught).message)
      setState('idle')
    }
  }
  if (state === 'sent') {
    return (
      <Alert title="Look into your mailbox">
        If this address can sign in by mail, a link is on its way. It works once, for 15 minutes.
      </Alert>
    )
  }
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <Field
        label="E-mail"
        hint="For people who came by an invitation, and for staff without a passkey on this device: you get a link."
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="secondary" className="justify-self-start" busy={state === 'busy'}>
        Send me a link
      </Button>
    </form>
  )
}
