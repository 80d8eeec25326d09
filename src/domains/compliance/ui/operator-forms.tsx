'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { ActError, useAct } from './act'
import { WalletField } from './wallet-field'

/** Takes a text, has it signed elsewhere, and sends the signature. `wallets`: the member's own, for one of which the key is to speak. */
export function ProveKey({ wallets }: { wallets: readonly string[] }) {
  return (
    <TrpcProvider>
      <Prove wallets={wallets} />
    </TrpcProvider>
  )
}

type Challenge = { id: string; text: string }

function Prove({ wallets }: { wallets: readonly string[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [challenge, setChallenge] = useState<Challenge | null>(null)
  const [wallet, setWallet] = useState(wallets[0])
  const about = wallet ? { wallet } : {}
  const take = () => run('take', async () => setChallenge(await trpc.compliance.operatorChallenge.mutate(about)))
  if (!challenge)
    return (
      <div className="grid gap-3">
        <ActError error={error} />
        {wallet && wallets.length > 1 && (
          <WalletField label="Wallet that the key speaks for" wallets={wallets} wallet={wallet} onChange={setWallet} />
        )}
        <Button look="secondary" className="justify-self-start" busy={busy !== null} onClick={take}>
          Prove a staking key
        </Button>
      </div>
    )
  return (
    <div className="grid gap-5">
      <ToSign text={challenge.text} />
      <Answer challengeId={challenge.id} onProven={() => setChallenge(null)} />
      <Button look="quiet" className="justify-self-start" busy={busy !== null} onClick={take}>
        Take a new text
      </Button>
    </div>
  )
}

/** One line for the machine where the key file lies: it prints the signature in hex and sends nothing anywhere. */
const commandFor = (text: string) =>
  `node -e "const c=require('crypto'),k=Buffer.from(JSON.parse(require('fs').readFileSync(process.argv[1])));console.log(c.sign(null,Buffer.from('${btoa(text)}','base64'),c.createPrivateKey({key:Buffer.concat([Buffer.from('302e020100300506032b657004220420','hex'),k.subarray(0,32)]),format:'der',type:'pkcs8'})).toString('hex'))" your_stakingWallet.json`

function ToSign({ text }: { text: string }) {
  const [copied, setCopied] = useState<string | null>(null)
  const copy = (what: string, value: string) => async () => {
    await navigator.clipboard.writeText(value)
    setCopied(what)
  }
  return (
    <div className="grid gap-4">
      <p>
        Sign this text with the staking key of your node, within 30 minutes. Never send the key file to anybody, to us
        neither.
      </p>
      <pre className="rounded-lg bg-sunken p-4 text-sm break-all whitespace-pre-wrap">{text}</pre>
      <p>
        With a wallet that has the key: sign the text as a message. Without one, run this on the machine where the file
        lies (it needs Node); it prints the signature and sends nothing.
      </p>
      <pre className="rounded-lg bg-sunken p-4 text-sm break-all whitespace-pre-wrap">{commandFor(text)}</pre>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="secondary" onClick={copy('Text', text)}>
          Copy text
        </Button>
        <Button look="secondary" onClick={copy('Command', commandFor(text))}>
          Copy command
        </Button>
        <span role="status">{copied && `${copied} copied.`}</span>
      </div>
    </div>
  )
}

function Answer({ challengeId, onProven }: { challengeId: string; onProven: () => void }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [stakingKey, setStakingKey] = useState('')
  const [signature, setSignature] = useState('')
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const answer = { challengeId, stakingKey: stakingKey.trim(), signature: signature.trim() }
    if (await run('prove', () => trpc.compliance.proveOperator.mutate(answer))) onProven()
  }
  const at = (name: string) => (error?.field === name ? error.message.replace(`${name}: `, '') : undefined)
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <ActError error={error && !['stakingKey', 'signature'].includes(error.field ?? '') ? error : null} />
      <Field label="Staking key" hint="The public key, in base58." error={at('stakingKey')}>
        {(control) => (
          <Input
            {...control}
            value={stakingKey}
            onChange={({ target }) => setStakingKey(target.value)}
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Signature" hint="In base58 or hex." error={at('signature')}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            value={signature}
            onChange={({ target }) => setSignature(target.value)}
            spellCheck={false}
          />
        )}
      </Field>
      <Button type="submit" className="justify-self-start" busy={busy !== null}>
        Check the signature
      </Button>
    </form>
  )
}

/** Takes a staking key back. */
export function ForgetKey({ proofId }: { proofId: string }) {
  return (
    <TrpcProvider>
      <Forget proofId={proofId} />
    </TrpcProvider>
  )
}

function Forget({ proofId }: { proofId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button
        look="quiet"
        busy={busy !== null}
        onClick={() => run('forget', () => trpc.compliance.forgetStakingKey.mutate({ proofId }))}
      >
        Remove
      </Button>
      <ActError error={error} />
    </span>
  )
}
