'use client'
import { useState } from 'react'
import { formatInstant } from '@/kit/time'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { Regime } from '../rules/regime'
import { REGIME_WORDS, RISK_WARNINGS } from '../rules/regime-words'
import { ActError, useAct } from './act'

type Props = { regime: Regime; acknowledgedAt: Date | null }

/** The warning of a regime that is on, and that one has read it. */
export const Acknowledge = (props: Props) => (
  <TrpcProvider>
    <Warning {...props} />
  </TrpcProvider>
)

function Warning({ regime, acknowledgedAt }: Props) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [read, setRead] = useState(false)
  const acknowledge = () => run(regime, () => client.protection.acknowledge.mutate({ regime }))
  return (
    <Card>
      <Heading>Risk warning: {REGIME_WORDS[regime].name}</Heading>
      <p className="max-w-prose rounded-lg border border-line-strong p-4 text-lg">{RISK_WARNINGS[regime]}</p>
      <ActError error={error} />
      {acknowledgedAt && <Alert tone="good" title={`Acknowledged on ${formatInstant(acknowledgedAt)}`} />}
      <Checkbox
        label="I have read this, and I can bear to lose what I invest."
        checked={read}
        onChange={({ target }) => setRead(target.checked)}
      />
      <Button onClick={acknowledge} busy={busy !== null} disabled={!read}>
        Acknowledge
      </Button>
    </Card>
  )
}
