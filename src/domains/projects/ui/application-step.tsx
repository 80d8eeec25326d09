import { type Asset, KOII } from '@/kit/money'
import { Alert, Badge } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Steps } from '@/ui/progress'
import type { applicationFor } from '../queries/applications'
import { SECTIONS, type SectionName } from '../schema/content'
import { type Draft, readContent, sectionProblems } from '../schema/draft'
import { ApplicationActs } from './application-acts'
import { ApplicationForm } from './application-form'
import { DecisionNotice } from './application-record'
import { CompanyNotice } from './company-notice'
import { DocumentsStep } from './documents-step'
import { ProjectContent } from './project-content'
import { stateBadge } from './review-words'
import { STEPS, type StepId, stepPath } from './steps'
import { SubmitStep } from './submit-step'

type Application = Awaited<ReturnType<typeof applicationFor>>

type Props = {
  application: Application
  step: StepId
  /** What money can be raised in; it is read from the chain. */
  loadPayments: () => Promise<readonly Asset[]>
  wallets: readonly string[]
}

const isSection = (step: StepId): step is SectionName => (SECTIONS as readonly string[]).includes(step)

/** The form of an application at one of its steps. */
export function ApplicationStep({ application, step, loadPayments, wallets }: Props) {
  const { id, title, state, version, sections, decisions } = application
  const draft = Object.fromEntries(SECTIONS.map((name) => [name, sections[name].value])) as unknown as Draft
  const { words, tone } = stateBadge(state)
  return (
    <PageFrame
      title={title || 'New application'}
      lead={
        <Badge tone={tone}>
          {words}
          {version > 0 ? `, last submitted as version ${version}` : ''}
        </Badge>
      }
      back={{ href: '/apply', label: 'My applications' }}
      actions={<ApplicationActs applicationId={id} can={['withdraw']} />}
    >
      <CompanyNotice applicationId={id} />
      {state === 'changes_requested' && decisions[0] && <DecisionNotice decision={decisions[0]} />}
      <nav aria-label="Steps of the application">
        <Steps
          steps={STEPS.map((one) => ({
            label: one.label,
            href: stepPath(id, one.id),
            state: stepState(one.id, step, draft),
          }))}
        />
      </nav>
      <StepBody {...{ application, step, draft, loadPayments, wallets }} />
    </PageFrame>
  )
}

function stepState(step: StepId, current: StepId, draft: Draft): 'done' | 'current' | 'todo' {
  if (step === current) return 'current'
  return isSection(step) && sectionProblems(step, draft[step]).length === 0 ? 'done' : 'todo'
}

function StepBody({ application, step, draft, loadPayments, wallets }: Props & { draft: Draft }) {
  const { id, documents, fee } = application
  if (step === 'documents') return <DocumentsStep applicationId={id} documents={documents} />
  if (step === 'submit') return <SubmitStep applicationId={id} fee={fee?.standing ?? 'none'} />
  return (
    <Loaded what="the form" load={loadPayments}>
      {(payments) =>
        isSection(step) ? (
          <ApplicationForm {...{ draft, payments, wallets }} source={sourceOf(application, step)} />
        ) : (
          <Preview draft={draft} payments={payments} />
        )
      }
    </Loaded>
  )
}

/** A section with the newest edit that was kept beside it, if there is one. */
function sourceOf({ id, sections, staleEdits }: Application, section: SectionName) {
  const edit = staleEdits.findLast((one) => one.section === section)
  const kept = edit ? { id: edit.id, value: edit.value as Draft[typeof section] } : null
  return { applicationId: id, section, ...sections[section], kept }
}

function Preview({ draft, payments }: { draft: Draft; payments: readonly Asset[] }) {
  const read = readContent(draft)
  if ('problems' in read)
    return (
      <Card>
        <Heading>Preview</Heading>
        <Alert title="The preview appears once every step is complete">
          {read.problems.length} {read.problems.length === 1 ? 'field is' : 'fields are'} still missing; the last step
          lists them.
        </Alert>
      </Card>
    )
  const payment = payments.find(({ mint }) => (mint ?? '') === draft.terms.paymentMint) ?? KOII
  return (
    <>
      <Alert title="This is how your project will look">
        The terms are shown with exact dates and hashes once you submit.
      </Alert>
      <ProjectContent content={read.content} payment={payment} terms={null} termsHash={null} />
    </>
  )
}
