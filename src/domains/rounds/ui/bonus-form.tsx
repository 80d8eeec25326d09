'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox, Field, Input, Select, Textarea } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import type { NewBonusRound } from '../schema/bonus'
import { REWARD_WORDS } from './bonus-words'

type Reward = NewBonusRound['reward']

const AMOUNTS = [
  ['pool', 'Pool in KOII', 'What is there to be paid.'],
  ['countedPerPerson', 'Counts at most per person', 'What one person committed to one project, over all wallets.'],
  ['countedPerProject', 'Counts at most per project', 'The sum over all people.'],
  ['paidPerRecipient', 'Pays at most per recipient', 'What is above goes to the others.'],
  ['paidInAll', 'Pays at most in all', 'Not more than the pool.'],
] as const
const TIMES = [
  ['opensAt', 'Opens (UTC)', 'At least ten minutes from now: two people approve the sheet, and it goes to the chain.'],
  ['closesAt', 'Closes (UTC)', 'What the chain shows then is what counts.'],
] as const

/** Defines a bonus round; two people approve it. What was typed stays after an error. */
export function BonusForm() {
  return (
    <TrpcProvider>
      <Form />
    </TrpcProvider>
  )
}

function Form() {
  const trpc = useTRPC()
  const router = useRouter()
  const projects = useQuery(trpc.bonus.eligible.queryOptions())
  const propose = useMutation(
    trpc.bonus.propose.mutationOptions({ onSuccess: (roundId) => router.push(`/staff/bonus/${roundId}`) }),
  )
  const [reward, setReward] = useState<Reward>('pledge-match')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const error = propose.error ? clientError(propose.error) : null
  const errorOf = (field: string) =>
    error?.field === field || error?.message.includes(`, ${field}:`) ? error.message : undefined
  const shown = AMOUNTS.filter(([name]) => isAsked(name, reward))

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    propose.mutate(readForm(event.currentTarget, reward, chosen))
  }

  return (
    <Card>
      <Heading>Define a round</Heading>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label="Title" error={errorOf('title')}>
          {(control) => <Input {...control} name="title" maxLength={80} required />}
        </Field>
        <Field label="Rule" hint={REWARD_WORDS[reward]} error={errorOf('reward')}>
          {(control) => (
            <Select {...control} value={reward} onChange={(event) => setReward(event.target.value as Reward)}>
              {(['pledge-match', 'quadratic', 'cluster-matching', 'equal'] as const).map((id) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {shown.map(([name, label, hint]) => (
          <Field key={name} label={label} hint={hint} optional={name !== 'pool'} error={errorOf(name)}>
            {(control) => <Input {...control} name={name} inputMode="decimal" required={name === 'pool'} />}
          </Field>
        ))}
        {reward !== 'equal' && (
          <Field
            label="Different verified people needed"
            hint="A project with fewer behind it gets nothing."
            error={errorOf('minimumBackers')}
          >
            {(control) => <Input {...control} name="minimumBackers" type="number" min={0} defaultValue={1} required />}
          </Field>
        )}
        {TIMES.map(([name, label, hint]) => (
          <Field key={name} label={label} hint={hint} error={errorOf(name)}>
            {(control) => <Input {...control} name={name} type="datetime-local" required />}
          </Field>
        ))}
        <Field
          label="Days for objections"
          hint="After it closed, before the list is made."
          error={errorOf('objectionDays')}
        >
          {(control) => (
            <Input {...control} name="objectionDays" type="number" min={1} max={60} defaultValue={7} required />
          )}
        </Field>
        <div className="sm:col-span-2">
          {reward === 'equal' ? (
            <Field label="Wallets of operators" hint="One a line." error={errorOf('eligible')}>
              {(control) => <Textarea {...control} name="wallets" rows={6} required />}
            </Field>
          ) : (
            <Projects list={projects.data} chosen={chosen} choose={setChosen} error={errorOf('eligible')} />
          )}
        </div>
        {error && (
          <div className="sm:col-span-2">
            <Alert tone="bad" title={error.message} />
          </div>
        )}
        <Button type="submit" busy={propose.isPending} className="justify-self-start">
          Propose the round
        </Button>
      </form>
    </Card>
  )
}

/** Nobody backs operators, and only pledge-match has a cap on a project's sum. */
const isAsked = (name: (typeof AMOUNTS)[number][0], reward: Reward): boolean =>
  name === 'countedPerProject' ? reward === 'pledge-match' : name !== 'countedPerPerson' || reward !== 'equal'

function readForm(element: HTMLFormElement, reward: Reward, chosen: readonly string[]): NewBonusRound {
  const form = new FormData(element)
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const whole = (name: string): number => {
    const input = element.elements.namedItem(name)
    return input instanceof HTMLInputElement ? input.valueAsNumber : 0
  }
  return {
    ...{ title: text('title'), reward, pool: text('pool') },
    ...{ countedPerPerson: text('countedPerPerson') || null, countedPerProject: text('countedPerProject') || null },
    ...{ paidPerRecipient: text('paidPerRecipient') || null, paidInAll: text('paidInAll') || null },
    ...{ minimumBackers: whole('minimumBackers'), objectionDays: whole('objectionDays') },
    eligible: reward === 'equal' ? text('wallets').split(/\s+/) : [...chosen],
    ...{ opensAt: new Date(`${text('opensAt')}Z`), closesAt: new Date(`${text('closesAt')}Z`) },
  }
}

type ProjectsProps = {
  list: readonly { projectId: string; title: string }[] | undefined
  chosen: readonly string[]
  choose: (ids: readonly string[]) => void
  error: string | undefined
}

const Projects = ({ list, chosen, choose, error }: ProjectsProps) => (
  <fieldset>
    <legend className="font-medium">Projects that take part</legend>
    {list === undefined && <p role="status">Loading projects…</p>}
    {list?.length === 0 && <p className="text-soft">No project is listed yet.</p>}
    <div className="grid gap-x-4 sm:grid-cols-2 lg:grid-cols-3">
      {list?.map(({ projectId, title }) => (
        <Checkbox
          key={projectId}
          label={title}
          checked={chosen.includes(projectId)}
          onChange={(event) =>
            choose(event.target.checked ? [...chosen, projectId] : chosen.filter((other) => other !== projectId))
          }
        />
      ))}
    </div>
    {error && <p className="text-sm font-medium text-bad">{error}</p>}
  </fieldset>
)
