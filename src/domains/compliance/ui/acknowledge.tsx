'use client'
import { type ReactNode, useState } from 'react'
import { formatInstant } from '@/kit/time'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { Regime } from '../rules/regime'
import { REGIME_WORDS, RISK_WARNINGS } from '../rules/regime-words'
import { ActError, useAct } from './act'

type Client = ReturnType<typeof useTRPCClient>
type Props = {
  heading: string
  /** What is confirmed, above its box. */
  children: ReactNode
  /** That it was confirmed before; null where it was not. */
  done: string | null
  label: string
  button: string
  confirm: (client: Client) => Promise<unknown>
}

/** Something that one says to have read or seen, by a box and a button. */
const Confirmation = (props: Props) => (
  <TrpcProvider>
    <Box {...props} />
  </TrpcProvider>
)

function Box({ heading, children, done, label, button, confirm }: Props) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [checked, setChecked] = useState(false)
  return (
    <Card>
      <Heading>{heading}</Heading>
      <div className="grid justify-items-start gap-4">
        {children}
        <ActError error={error} />
        {done && <Alert tone="good" title={done} />}
        <Checkbox label={label} checked={checked} onChange={({ target }) => setChecked(target.checked)} />
        <Button onClick={() => run('confirm', () => confirm(client))} busy={busy !== null} disabled={!checked}>
          {button}
        </Button>
      </div>
    </Card>
  )
}

/** The warning of a regime that is on, and that one has read it. */
export const Acknowledge = ({ regime, acknowledgedAt }: { regime: Regime; acknowledgedAt: Date | null }) => (
  <Confirmation
    heading={`Risk warning: ${REGIME_WORDS[regime].name}`}
    done={acknowledgedAt && `Acknowledged on ${formatInstant(acknowledgedAt)}`}
    label="I have read this, and I can bear to lose what I invest."
    button="Acknowledge"
    confirm={(client) => client.protection.acknowledge.mutate({ regime })}
  >
    <p className="max-w-prose rounded-lg border border-line-strong p-4 text-lg">{RISK_WARNINGS[regime]}</p>
    {regime === 'REG_CF' && (
      <p className="text-soft">These rules ask for this and for a passed test before each commitment.</p>
    )}
  </Confirmation>
)

/** That one saw what one can bear to lose; what that is stays in the browser. */
export const SimulationSeen = ({ simulation }: { simulation: { at: Date; until: Date } | null }) => (
  <Confirmation
    heading="You saw what you can bear to lose"
    done={simulation && `Confirmed on ${formatInstant(simulation.at)}, valid until ${formatInstant(simulation.until)}`}
    label="I worked it out above, and I have seen the result."
    button="Confirm"
    confirm={(client) => client.protection.confirmSimulation.mutate()}
  >
    <p className="max-w-prose text-soft">
      The European rules want it asked once a year. What came out is not sent, and whoever does not confirm it may
      invest all the same.
    </p>
  </Confirmation>
)
