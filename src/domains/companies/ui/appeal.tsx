'use client'
import { AppealWords } from '@/domains/compliance/ui/appeal-form'
import { formatInstant } from '@/kit/time'
import { Card, Heading } from '@/ui/card'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type Props = { companyId: string; until: Date }

/** Asks that others look at the rejection of a company. */
export const Appeal = (props: Props) => (
  <TrpcProvider>
    <Card>
      <Heading>A second look</Heading>
      <CompanyAppeal {...props} />
    </Card>
  </TrpcProvider>
)

function CompanyAppeal({ companyId, until }: Props) {
  const trpc = useTRPCClient()
  return (
    <AppealWords send={(text) => trpc.companies.appeal.mutate({ companyId, text })}>
      <p>Others than before decide about it. You may ask once, until {formatInstant(until)}.</p>
    </AppealWords>
  )
}
