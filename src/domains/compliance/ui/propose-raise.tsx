'use client'
import { useState } from 'react'
import { toSafeInteger } from '@/kit/integer'
import { parseMoney } from '@/kit/money'
import { Field, Input, Select } from '@/ui/field'
import { TrpcProvider } from '@/ui/trpc'
import { INSTRUMENTS } from '../rules/regime'
import { INSTRUMENT_WORDS } from '../rules/regime-words'
import type { RuleProposal } from '../schema/regime'
import { Proposal } from './propose-rule'

type Project = { projectId: string; title: string }

const PERCENT = { symbol: 'a percentage', decimals: 2, mint: null }
const codes = (text: string) =>
  text
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean)

/** Proposes what holds for one project's raise: what is sold, where it is offered, and the share of one person. */
export const ProposeRaise = (props: { projects: readonly Project[] }) => (
  <TrpcProvider>
    <Fields {...props} />
  </TrpcProvider>
)

function Fields({ projects }: { projects: readonly Project[] }) {
  const [typed, setTyped] = useState({ project: '', instrument: '', only: '', blocked: '', share: '' })
  const bind = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setTyped((before) => ({ ...before, [name]: target.value })),
  })
  const make = (reason: string): RuleProposal | string => {
    if (!typed.project) return 'Choose a project.'
    const share = typed.share === '' ? null : parseMoney(typed.share, PERCENT)
    if (share && !share.ok) return share.problem
    const concentrationBps = share ? toSafeInteger(share.money.units) : null
    const instrument = INSTRUMENTS.find((one) => one === typed.instrument) ?? null
    const payload = { instrument, only: codes(typed.only), blocked: codes(typed.blocked), concentrationBps }
    return { kind: 'raise', subject: typed.project, payload, reason }
  }
  return (
    <Proposal make={make}>
      <Field label="Project">
        {(control) => (
          <Select {...control} {...bind('project')}>
            <option value="">Choose a project</option>
            {projects.map(({ projectId, title }) => (
              <option key={projectId} value={projectId}>
                {title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="What is sold">
        {(control) => (
          <Select {...control} {...bind('instrument')}>
            <option value="">nobody decided</option>
            {INSTRUMENTS.map((one) => (
              <option key={one} value={one}>
                {INSTRUMENT_WORDS[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Offered only in" optional hint="Two-letter countries, for example DE FR. Empty: everywhere.">
        {(control) => <Input {...control} {...bind('only')} autoComplete="off" />}
      </Field>
      <Field label="Not offered in" optional hint="Two-letter countries.">
        {(control) => <Input {...control} {...bind('blocked')} autoComplete="off" />}
      </Field>
      <Field label="Most of the cap for one person, in %" optional>
        {(control) => <Input {...control} {...bind('share')} inputMode="decimal" autoComplete="off" />}
      </Field>
    </Proposal>
  )
}
