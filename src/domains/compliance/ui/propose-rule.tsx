'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { parseMoney } from '@/kit/money'
import { formatInstant } from '@/kit/time'
import { Button } from '@/ui/button'
import { Field, Input, Select } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { FIAT, REGIMES, type Regime } from '../rules/regime'
import { REGIME_WORDS } from '../rules/regime-words'
import type { RuleProposal } from '../schema/regime'
import { ActError, useAct } from './act'

/** Proposes to switch a regime on or off. */
export const ProposeRegime = () => (
  <TrpcProvider>
    <RegimeFields />
  </TrpcProvider>
)

/** Enters what a coin costs in a currency; it counts once another person has confirmed it, and for 24 hours. */
export const ProposeRate = ({ now }: { now: Date }) => (
  <TrpcProvider>
    <RateFields asOf={now} />
  </TrpcProvider>
)

/** A form around the fields of one proposal: its reason, its button, its error. `make` answers a sentence when something is wrong. */
export function Proposal({ make, children }: { make: (reason: string) => RuleProposal | string; children: ReactNode }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const proposal = make(reason)
    setProblem(typeof proposal === 'string' ? proposal : null)
    if (typeof proposal === 'string') return
    if (await run('propose', () => client.protection.propose.mutate(proposal))) setReason('')
  }
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <ActError error={error} />
      {children}
      <Field label="Why" hint="Who decided it, and on what ground." error={problem ?? undefined}>
        {(control) => (
          <Input {...control} value={reason} maxLength={280} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <Button type="submit" busy={busy !== null} className="justify-self-start">
        Propose
      </Button>
    </form>
  )
}

function RegimeFields() {
  const [regime, setRegime] = useState<Regime>('ECSPR')
  const [on, setOn] = useState('on')
  return (
    <Proposal make={(reason) => ({ kind: 'regime', subject: regime, payload: { on: on === 'on' }, reason })}>
      <Field label="Regime">
        {(control) => (
          <Select {...control} value={regime} onChange={({ target }) => setRegime(target.value as Regime)}>
            {REGIMES.map((one) => (
              <option key={one} value={one}>
                {REGIME_WORDS[one].name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Switch it">
        {(control) => (
          <Select {...control} value={on} onChange={({ target }) => setOn(target.value)}>
            <option value="on">on</option>
            <option value="off">off</option>
          </Select>
        )}
      </Field>
    </Proposal>
  )
}

const MICROS = { symbol: 'a price', decimals: 6, mint: null }

function RateFields({ asOf }: { asOf: Date }) {
  const [currency, setCurrency] = useState<string>('usd')
  const [price, setPrice] = useState('')
  const make = (reason: string): RuleProposal | string => {
    const parsed = parseMoney(price, MICROS)
    if (!parsed.ok) return parsed.problem
    const payload = { micros: parsed.money.units.toString(), asOf: asOf.toISOString() }
    return { kind: 'rate', subject: `KOII/${currency}`, payload, reason }
  }
  return (
    <Proposal make={make}>
      <Field label="Currency">
        {(control) => (
          <Select {...control} value={currency} onChange={({ target }) => setCurrency(target.value)}>
            {FIAT.map((one) => (
              <option key={one} value={one}>
                {one.toUpperCase()}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="What one KOII costs" hint={`At ${formatInstant(asOf)}. Up to six decimals, for example 0.052.`}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={price}
            onChange={({ target }) => setPrice(target.value)}
          />
        )}
      </Field>
    </Proposal>
  )
}
