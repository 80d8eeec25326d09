import { notFound } from 'next/navigation'
import { CHECK_ERRORS } from '@/domains/compliance/rules/check'
import { localPage } from '@/server/page'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { PageFrame } from '@/ui/page'

export const metadata = { title: 'Identity check (stand-in)' }

/** The page of the identity provider's stand-in: no camera, nobody is checked, and every outcome can be chosen. */
export default async function StandInCheckPage({ params }: { params: Promise<{ session: string }> }) {
  const { api, viewer } = await localPage()
  const { session } = await params
  const visit = await api.compliance.standInCheck({ sessionId: session })
  if (!visit) notFound()
  const profile = viewer ? (await api.compliance.mine()).profile : null
  const isOpen = (visit.status === 'requires_input' && !visit.error) || visit.status === 'processing'
  const action = `/local/stripe-api/identity/${session}`
  return (
    <PageFrame
      title="Identity check"
      lead="This page stands in for the identity provider on the local network. Nobody is checked: you choose what comes of it."
      narrow
    >
      <Card>
        <Facts facts={[['State', visit.error ?? visit.status]]} />
        {!isOpen && (
          <Alert tone="neutral" title="This check is over">
            Go back to your verification; it shows what comes next.
          </Alert>
        )}
      </Card>
      {isOpen && (
        <>
          <Card>
            <Heading>The document and the face agree</Heading>
            <form method="post" action={action} className="grid gap-4">
              <DocumentFields
                name={profile?.legalName ?? ''}
                dateOfBirth={profile?.dateOfBirth ?? ''}
                country={profile?.country ?? 'DE'}
                number={session.slice(-9).toUpperCase()}
              />
              <Button type="submit" name="outcome" value="verified" className="justify-self-start">
                Verified
              </Button>
            </form>
          </Card>
          <Card>
            <Heading>Something else happens</Heading>
            <form method="post" action={action} className="flex flex-wrap gap-3">
              {['processing', 'canceled', ...Object.keys(CHECK_ERRORS)].map((outcome) => (
                <Button key={outcome} type="submit" name="outcome" value={outcome} look="secondary">
                  {outcome}
                </Button>
              ))}
            </form>
          </Card>
        </>
      )}
    </PageFrame>
  )
}

type Shown = { name: string; dateOfBirth: string; country: string; number: string }

function DocumentFields({ name, dateOfBirth, country, number }: Shown) {
  const words = name.split(' ')
  const fields = [
    ['firstName', 'First name', words.slice(0, -1).join(' ')],
    ['lastName', 'Last name', words.at(-1) ?? ''],
    ['dateOfBirth', 'Date of birth', dateOfBirth],
    ['country', 'Country of issue', country],
    ['number', 'Number', number],
    ['expires', 'Valid until', '2040-12-31'],
  ] as const
  return fields.map(([field, label, value]) => (
    <Field key={field} label={label}>
      {(control) => <Input {...control} name={field} defaultValue={value} required />}
    </Field>
  ))
}
