'use client'
import { useState } from 'react'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { formatInstant } from '@/kit/time'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { OwnCompany } from '../queries/own'
import { ROLE_WORDS } from '../rules/parties'
import { Appeal } from './appeal'
import type { Country } from './chart'
import { fieldWords } from './field-words'
import { CompanyForm } from './form'
import { Papers } from './papers'
import { People } from './people'

/** A company in the eyes of its owner, at whatever state it is. */
export function Company({ company, countries }: { company: OwnCompany; countries: readonly Country[] }) {
  const { id, isEditable, documents, changesNote, parties } = company
  return (
    <>
      {isEditable && changesNote && (
        <Alert tone="warn" title="Something has to be changed">
          {changesNote}
        </Alert>
      )}
      {!isEditable && <Waiting company={company} />}
      {company.reviewAt && (
        <Alert tone="warn" title="The yearly look comes">
          On {formatInstant(company.reviewAt)} a year has passed since the company was approved. Have a fresh extract
          from the register ready: from then on nothing new is taken until it is approved again.
        </Alert>
      )}
      {company.appealUntil && <Appeal companyId={id} until={company.appealUntil} />}
      {parties.length > 0 && <People company={company} />}
      {isEditable && <CompanyForm company={company} countries={countries} />}
      {(isEditable || documents.length > 0) && <Papers companyId={id} documents={documents} isEditable={isEditable} />}
      {isEditable && <HandIn company={company} />}
      {company.isChangeable && <Change company={company} countries={countries} />}
      {!isEditable && company.mayWithdraw && <GiveUp companyId={id} />}
    </>
  )
}

/** What a standing means for the owner, where it is not a wait for people. */
const MEANING = {
  review: ['neutral', 'Nothing is needed from you. You are told here what comes of it.'],
  good: ['good', 'Two people have looked at it.'],
  stopped: [
    'warn',
    'Nothing new is taken, and nothing is paid to the project, until what is wrong with the offer is mended.',
  ],
  over: ['bad', 'This is final for this application.'],
} as const

function Waiting({ company: { standing, parties, words, appealUntil } }: { company: OwnCompany }) {
  if (standing !== 'people' && standing !== 'theirs') {
    const [tone, meaning] = MEANING[standing]
    return (
      <Alert tone={tone} title={`The company is ${words}`}>
        {appealUntil ? 'You may ask once that others look at it.' : meaning}
      </Alert>
    )
  }
  const isYours = parties.some(({ isYou, words: standing }) => isYou && standing !== 'verified')
  return (
    <Alert title="Everybody below has to be verified">
      The company is looked at once all of them are.{' '}
      {isYours && (
        <Link href="/verify" className="underline underline-offset-4">
          Verify yourself
        </Link>
      )}
    </Alert>
  )
}

function HandIn({ company }: { company: OwnCompany }) {
  const { foreseen, problems } = company
  return (
    <Card>
      <Heading>Hand in</Heading>
      {problems.length > 0 ? (
        <Alert tone="warn" title={`${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} left to do`}>
          <ul className="list-disc pl-6">
            {problems.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {fieldWords(field)}: {message}
              </li>
            ))}
          </ul>
        </Alert>
      ) : (
        <p>Everything is there.</p>
      )}
      {foreseen && foreseen.length > 0 && (
        <div className="my-4">
          <p className="font-medium">Who has to be verified, as the company stands here:</p>
          <ul className="list-disc pl-6">
            {foreseen.map(({ ref, name, roles, shares }) => (
              <li key={ref}>
                {name}: {roles.map((role) => ROLE_WORDS[role]).join(', ')}
                {roles.includes('owner') && ` (${shares})`}
              </li>
            ))}
          </ul>
        </div>
      )}
      <TrpcProvider>
        <HandInButtons companyId={company.id} complete={problems.length === 0} />
      </TrpcProvider>
    </Card>
  )
}

function HandInButtons({ companyId, complete }: { companyId: string; complete: boolean }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <div className="flex flex-wrap gap-3">
        <Button
          disabled={!complete}
          busy={busy === 'submit'}
          onClick={() => run('submit', () => trpc.companies.submit.mutate({ companyId }))}
        >
          Hand in the company
        </Button>
      </div>
    </div>
  )
}

const GiveUp = ({ companyId }: { companyId: string }) => (
  <TrpcProvider>
    <GiveUpButton companyId={companyId} />
  </TrpcProvider>
)

function GiveUpButton({ companyId }: { companyId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <Button
        look="quiet"
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('withdraw', () => trpc.companies.withdraw.mutate({ companyId }))}
      >
        Take the company back
      </Button>
    </div>
  )
}

/** The form of an approved company is shown on demand: a change in it has consequences. */
function Change({ company, countries }: { company: OwnCompany; countries: readonly Country[] }) {
  const [open, setOpen] = useState(false)
  if (open) return <CompanyForm company={company} countries={countries} />
  return (
    <Button look="quiet" className="justify-self-start" onClick={() => setOpen(true)}>
      Change something about the company
    </Button>
  )
}
