'use client'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { DOCUMENT_WORDS } from '../rules/completeness'

/** Everything that there is to know before a company's check begins. */
export const BeforeCompany = (props: { applicationId: string }) => (
  <TrpcProvider>
    <Before {...props} />
  </TrpcProvider>
)

function Before({ applicationId }: { applicationId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <Card>
      <Heading>Before you start</Heading>
      <Facts
        facts={[
          ['What it costs', 'Nothing'],
          ['How long it takes you', 'About 15 minutes, once the papers are at hand'],
          ['Who else has to do something', 'Every director, signatory and owner: about 5 minutes each'],
          ['Who decides', 'Two people of our staff, one after the other'],
          ['If you give it up', 'Erased when you ask us to forget you'],
          ['If it is approved', 'Kept for 5 years after the project ended, as the law asks; then erased'],
        ]}
      />
      <ul className="my-4 grid list-disc gap-2 pl-6">
        <li>Why: whoever offers an investment has to say who is behind it, and so do we.</li>
        <li>{DOCUMENT_WORDS.registry_extract}.</li>
        <li>{DOCUMENT_WORDS.articles}.</li>
        <li>{DOCUMENT_WORDS.ownership_chart}.</li>
        <li>Registered and trading address, tax number, IBAN, and an LEI if there is one.</li>
        <li>
          Who owns the company, down to the people at the end of every chain, with exact shares. Everybody with 25 % or
          more (20 % where the rules of the United States apply) is verified.
        </li>
        <li>
          Names and mail addresses of directors, signatories and owners. Each gets a mail and verifies themselves; you
          do not see what they send.
        </li>
        <li>Nothing is listed before the company is approved. You can write the application meanwhile.</li>
      </ul>
      <ActError error={error} />
      <Button
        busy={busy !== null}
        onClick={() => run('begin', () => trpc.projects.beginCompany.mutate({ applicationId }))}
      >
        Start with the company
      </Button>
    </Card>
  )
}
