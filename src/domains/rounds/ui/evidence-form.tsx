'use client'
import { type FormEvent, useState } from 'react'
import type { Asset } from '@/kit/money'
import { parseMoney } from '@/kit/money'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Textarea } from '@/ui/field'
import { useTRPCClient } from '@/ui/trpc'
import type { MilestoneCard } from '../queries/milestones'
import { ConnectFirst } from './connect-first'
import { hashOfFile } from './seal'
import { useSignedAct } from './use-signed-act'

type Props = { round: MilestoneCard; budget: readonly { line: number; title: string }[]; asset: Asset }
type Typed = { amount: string; link: string; hash: string }
const EMPTY: Typed = { amount: '', link: '', hash: '' }

/** What was typed, and how it is signed and handed in. */
function useEvidence({ round, budget, asset }: Props) {
  const trpc = useTRPCClient()
  const { act, run, ...signing } = useSignedAct({ roundId: round.id, sheetDigest: round.sheetDigest })
  const [text, setText] = useState('')
  const [lines, setLines] = useState<readonly Typed[]>(budget.map(() => EMPTY))
  const type = (line: number, part: Partial<Typed>) =>
    setLines((before) => before.map((one, place) => (place === line ? { ...one, ...part } : one)))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await run('read', async () => {
      const { spent, claimed } = read(lines, asset)
      const evidence = spent.map(({ hash, link }) => ({ hash, link }))
      const what = { act: 'submit' as const, recipient: round.projectId!, claimed: claimed.toString(), evidence }
      await act(what, (signed) => trpc.milestones.submit.mutate({ ...signed, text, spent }))
    })
  }
  return { ...signing, text, setText, lines, type, submit }
}

/** What a team shows for a payment: what was delivered, and for each line of its budget the amount and the paper. Signed once. */
export function EvidenceFormCard(props: Props) {
  const { round, budget, asset } = props
  const { text, setText, lines, type, submit, busy, error, signer, connect, loading } = useEvidence(props)
  return (
    <Card>
      <Heading>Evidence for payment {round.tranche + 1}</Heading>
      <p className="mb-4 max-w-prose text-soft">
        Everybody reads it, and it cannot be changed afterwards. Leave lines empty that you spent nothing on. A paper is
        not uploaded here: only its SHA-256 is, so that anybody can tell whether what lies at its address was changed.
      </p>
      {error && <Alert tone="bad" title={error} />}
      <form onSubmit={submit} className="grid gap-4">
        <Field label="What was delivered">
          {(control) => (
            <Textarea {...control} required rows={4} value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        {budget.map(({ line, title }) => (
          <Line key={line} title={title} asset={asset} typed={lines[line] ?? EMPTY} type={(part) => type(line, part)} />
        ))}
        <ConnectFirst wallet={{ signer, connect, loading }} label="Connect the wallet to sign with">
          <Button type="submit" busy={busy !== null} className="justify-self-start">
            Sign and hand in the evidence
          </Button>
        </ConnectFirst>
      </form>
    </Card>
  )
}

/** Lines that were filled in, as they are sent and signed, with the sum in base units. Throws with a sentence for the team. */
function read(lines: readonly Typed[], asset: Asset) {
  const spent = lines.flatMap(({ amount, link, hash }, line) => {
    if (!amount && !link && !hash) return []
    if (!hash) throw new Error(`Choose the paper of line ${line + 1}.`)
    if (!URL.canParse(link)) throw new Error(`Write the web address of the paper of line ${line + 1}.`)
    return [{ line, amount: amount.trim(), hash, link: new URL(link).href }]
  })
  const claimed = spent.reduce((sum, { amount, line }) => {
    const parsed = parseMoney(amount, asset)
    if (!parsed.ok) throw new Error(`Line ${line + 1}: ${parsed.problem}`)
    return sum + parsed.money.units
  }, 0n)
  return { spent, claimed }
}

type LineProps = { title: string; asset: Asset; typed: Typed; type: (part: Partial<Typed>) => void }

function Line({ title, asset, typed, type }: LineProps) {
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">{title}</legend>
      <Field label={`Spent on ${title}, in ${asset.symbol}`} optional>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            value={typed.amount}
            onChange={({ target }) => type({ amount: target.value })}
          />
        )}
      </Field>
      <PaperField title={title} typed={typed} type={type} />
      <Field label={`Where the paper for ${title} can be read`} optional>
        {(control) => (
          <Input
            {...control}
            type="url"
            pattern="https://.*"
            value={typed.link}
            onChange={({ target }) => type({ link: target.value })}
          />
        )}
      </Field>
    </fieldset>
  )
}

function PaperField({ title, typed, type }: Omit<LineProps, 'asset'>) {
  return (
    <Field
      label={`Paper for ${title}`}
      hint={typed.hash ? <span className="break-all">SHA-256 {typed.hash}</span> : 'An invoice or a receipt.'}
      optional
    >
      {(control) => (
        <Input
          {...control}
          type="file"
          onChange={async ({ target }) => {
            const [file] = target.files ?? []
            type({ hash: file ? await hashOfFile(file) : '' })
          }}
        />
      )}
    </Field>
  )
}
