'use client'
import { type Asset, KOII } from '@/kit/money'
import { TrpcProvider } from '@/ui/trpc'
import type { SectionName } from '../schema/content'
import type { Draft } from '../schema/draft'
import { BudgetForm, TokenomicsForm } from './form-budget'
import { ProjectForm } from './form-project'
import { SheetForm } from './form-sheet'
import { ResourcesForm, RisksForm, TeamForm } from './form-team'
import { TermsForm, TranchesForm } from './form-terms'
import { TokenForm } from './form-token'
import { SectionFrame } from './section-frame'
import { pathAfter, STEPS } from './steps'
import type { SectionSource } from './use-section'

type Props<Name extends SectionName> = {
  source: SectionSource<Name>
  /** Drafts of the other steps, for what one step shows of another. */
  draft: Draft
  payments: readonly Asset[]
  wallets: readonly string[]
}

/** The form of one step, saved while it is typed. */
export const ApplicationForm = <Name extends SectionName>(props: Props<Name>) => (
  <TrpcProvider>
    <Step key={props.source.section} {...props} />
  </TrpcProvider>
)

function Step<Name extends SectionName>({ source, draft, payments, wallets }: Props<Name>) {
  const step = STEPS.find(({ id }) => id === source.section)
  const frame = {
    title: step?.label ?? '',
    lead: step?.lead ?? '',
    next: pathAfter(source.applicationId, source.section),
  }
  const of = <One extends SectionName>(name: One) => ({
    ...frame,
    source: source as unknown as SectionSource<One>,
    name,
  })
  const payment = payments.find(({ mint }) => (mint ?? '') === draft.terms.paymentMint) ?? KOII
  switch (source.section as SectionName) {
    case 'project':
      return <SectionFrame {...of('project')}>{(form) => <ProjectForm {...form} />}</SectionFrame>
    case 'team':
      return <SectionFrame {...of('team')}>{(form) => <TeamForm {...form} />}</SectionFrame>
    case 'resources':
      return <SectionFrame {...of('resources')}>{(form) => <ResourcesForm {...form} />}</SectionFrame>
    case 'budget':
      return <SectionFrame {...of('budget')}>{(form) => <BudgetForm {...form} payment={payment} />}</SectionFrame>
    case 'tokenomics':
      return <SectionFrame {...of('tokenomics')}>{(form) => <TokenomicsForm {...form} />}</SectionFrame>
    case 'token':
      return <SectionFrame {...of('token')}>{(form) => <TokenForm {...form} />}</SectionFrame>
    case 'terms':
      return (
        <SectionFrame {...of('terms')}>
          {(form) => <TermsForm {...form} payments={payments} wallets={wallets} saleSymbol={draft.token.symbol} />}
        </SectionFrame>
      )
    case 'tranches':
      return <SectionFrame {...of('tranches')}>{(form) => <TranchesForm {...form} />}</SectionFrame>
    case 'risks':
      return <SectionFrame {...of('risks')}>{(form) => <RisksForm {...form} />}</SectionFrame>
    case 'sheet':
      return <SectionFrame {...of('sheet')}>{(form) => <SheetForm {...form} />}</SectionFrame>
  }
}
