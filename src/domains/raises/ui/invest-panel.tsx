'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Asset, formatMoney, KOII, money, parseMoney } from '@/kit/money'
import { Alert } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { Link } from '@/ui/link'
import { Amount } from '@/ui/money'
import { clientError, useTRPC } from '@/ui/trpc'
import type { Concentration } from '../rules/concentration'
import { isInFlight } from '../rules/intent'
import { ConcentrationChange } from './concentration'
import { RaiseIsland } from './island'
import { Transact } from './transact'

type Props = { raise: string; slug: string; asset: Asset; concentration: Concentration }

/** Where a member commits money to a raise. Loads on its own beside the cached page. */
export const InvestPanel = (props: Props) => (
  <RaiseIsland>
    <Card>
      <Heading id="invest">Invest</Heading>
      <Panel {...props} />
    </Card>
  </RaiseIsland>
)

/** What was typed stays in this tab, also after a reload. */
function useKept(key: string): [string, (value: string) => void] {
  const [value, setValue] = useState('')
  useEffect(() => setValue(sessionStorage.getItem(key) ?? ''), [key])
  return [
    value,
    (next) => {
      setValue(next)
      sessionStorage.setItem(key, next)
    },
  ]
}

function Panel(props: Props) {
  const trpc = useTRPC()
  const me = useQuery(trpc.identity.me.queryOptions())
  if (me.isPending) return <p role="status">Loading…</p>
  if (!me.data) return <Alert tone="bad" title={clientError(me.error).message} />
  if (!me.data.viewer) {
    return (
      <div className="grid gap-3">
        <p>Sign in with a wallet to see whether you may invest and how much.</p>
        <ButtonLink href={`/sign-in?next=/projects/${props.slug}`} className="justify-self-start">
          Sign in to invest
        </ButtonLink>
      </div>
    )
  }
  return <Form {...props} />
}

/** What was known last: an answer that does not come leaves the form, and what was typed, where they are. */
function useLastKnown<Data>(data: Data | undefined): Data | undefined {
  const [known, setKnown] = useState(data)
  if (data !== undefined && data !== known) setKnown(data)
  return data ?? known
}

function Form({ raise, asset, concentration }: Props) {
  const trpc = useTRPC()
  const [amount, setAmount] = useKept(`invest:${raise}`)
  const [chosen, setChosen] = useState<string>()
  const [refused, setRefused] = useState<string | null>(null)
  const parsed = amount === '' ? null : parseMoney(amount, asset)
  const typed = parsed?.ok ? { amount: amount.trim() } : {}
  const wallet = chosen ? { wallet: chosen } : {}
  const preview = useQuery({
    ...trpc.raises.preview.queryOptions({ raise, ...typed, ...wallet }),
    placeholderData: (last) => last,
  })
  const intents = useQuery(trpc.raises.intents.queryOptions({ raise }))
  const prepare = useMutation(trpc.raises.prepareCommit.mutationOptions())
  const data = useLastKnown(preview.data)
  if (!data && preview.isError) return <Alert tone="bad" title={clientError(preview.error).message} />
  if (!data || intents.isPending) return <p role="status">Asking what you may commit…</p>
  const payer = chosen ?? data.wallets[0]
  const standing = data.blocks.filter(({ field }) => field !== 'amount')
  const problem = refused ?? (parsed && !parsed.ok ? parsed.problem : amountProblem(data.blocks, parsed !== null))
  const open = intents.data?.find(({ kind, state }) => kind === 'commit' && isInFlight(state))
  if (standing.length > 0 && !open) return <Blocked blocks={standing} />
  return (
    <div className="grid gap-4">
      <Field
        label={`Amount in ${asset.symbol}`}
        hint={data.left !== null && <LeftHint left={data.left} committed={data.committed} asset={asset} />}
        error={problem ?? undefined}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            onChange={({ target }) => {
              setRefused(null)
              setAmount(target.value)
            }}
          />
        )}
      </Field>
      {data.wallets.length > 1 && (
        <Field label="Wallet that pays">
          {(control) => (
            <Select {...control} value={payer} onChange={({ target }) => setChosen(target.value)}>
              {data.wallets.map((address) => (
                <option key={address}>{address}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Costs deposit={data.deposit} feeBps={data.feeBps} />
      <p className="text-soft">
        <Link href="/protection" className="text-brand underline underline-offset-4">
          What can you bear to lose?
        </Link>{' '}
        A calculator that stays in your browser, and a short test.
      </p>
      <ConcentrationChange now={concentration} after={data.after} />
      <Transact
        key={open?.id ?? 'new'}
        label="Review the commitment"
        resume={open?.id}
        disabled={!payer || !parsed?.ok || problem !== null}
        prepare={(idempotencyKey) =>
          prepare.mutateAsync({ raise, wallet: payer!, amount: amount.trim(), idempotencyKey })
        }
        onFieldError={setRefused}
        onDone={() => {
          setAmount('')
          preview.refetch()
        }}
      />
    </div>
  )
}

type Block = { code: string; message: string; field: string | undefined }

/** The reason that an amount would not do; none while the field is empty. */
const amountProblem = (blocks: readonly Block[], hasAmount: boolean): string | null =>
  hasAmount ? (blocks.find(({ field }) => field === 'amount')?.message ?? null) : null

/** Why nothing can be committed now, and where to go about it. */
function Blocked({ blocks }: { blocks: readonly Block[] }) {
  const verifies = blocks.some(({ code }) => /notVerified|clearanceEnded|notOperator/.test(code))
  const asksMore = blocks.some(({ code }) =>
    /statementNeeded|testNeeded|testFailed|warningNeeded|promotionNeeded|coolingOff/.test(code),
  )
  return (
    <div className="grid gap-3">
      {blocks.map(({ code, message }) => (
        <Alert key={code} tone="warn" title={message} />
      ))}
      {asksMore && (
        <ButtonLink href="/protection" className="justify-self-start">
          Go to Protection
        </ButtonLink>
      )}
      {verifies && (
        <ButtonLink href="/verify" className="justify-self-start">
          Get verified
        </ButtonLink>
      )}
    </div>
  )
}

const LeftHint = ({ left, committed, asset }: { left: bigint; committed: bigint; asset: Asset }) => (
  <>
    You can add up to <Amount units={left} asset={asset} />
    {committed > 0n && (
      <>
        {' '}
        to your <Amount units={committed} asset={asset} />
      </>
    )}
    .
  </>
)

/** Every cost of taking part, before anything is prepared. */
const Costs = ({ deposit, feeBps }: { deposit: bigint; feeBps: number }) => (
  <Facts
    facts={[
      ['Fee of this site for you', 'none'],
      ['Fee that the team pays', `${feeBps / 100} % of what it receives`],
      ['Network fee', 'shown before you sign'],
      ...(deposit > 0n ? ([['Kept in your position, comes back', formatMoney(money(KOII, deposit))]] as const) : []),
    ]}
  />
)
