'use client'
import { useQuery } from '@tanstack/react-query'
import { formatCents } from '@/domains/payments/rules'
import type { FeeStanding } from '@/domains/payments/rules/machines'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { Problem } from '../schema/draft'
import { FeeNotice, returnWords } from './fee-notice'
import { fieldWords } from './section-frame'
import { STEPS, stepPath } from './steps'
import { useAct } from './use-act'

/** The last step: what is missing, the fee where there is one, and the button that submits. */
export const SubmitStep = (props: { applicationId: string; fee: FeeStanding }) => (
  <TrpcProvider>
    <Submit {...props} />
  </TrpcProvider>
)

/** Whether there is something to pay now, or again. */
const isPayable = (standing: FeeStanding): boolean =>
  standing !== 'processing' && standing !== 'disputed' && standing !== 'refunding'

function Submit({ applicationId, fee }: { applicationId: string; fee: FeeStanding }) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  const checking = useQuery({
    queryKey: ['projects.check', applicationId],
    queryFn: async () => {
      if (fee !== 'none' && fee !== 'paid') await client.projects.followFee.mutate({ applicationId })
      return client.projects.check.query({ applicationId })
    },
  })
  const check = checking.data
  const submit = async () => {
    await client.projects.submit.mutate({ applicationId })
    return `/apply/${applicationId}`
  }
  const pay = async () => {
    const { url } = await client.projects.payFee.mutate({ applicationId })
    window.location.assign(url)
  }
  return (
    <Card>
      <Heading>Submit</Heading>
      {checking.error && (
        <Alert tone="bad" title={clientError(checking.error).message}>
          <Button look="secondary" onClick={() => checking.refetch()}>
            Check again
          </Button>
        </Alert>
      )}
      {checking.isPending && <p role="status">Checking the application and its token on chain…</p>}
      {check && <Problems applicationId={applicationId} problems={check.problems} />}
      {check && <FeeNotice fee={check.fee} />}
      {check?.feeOpen && isPayable(check.fee.standing) && (
        <div className="mt-4 grid gap-3">
          <p>
            An application costs {formatCents(check.fee.cents, check.fee.currency)}, paid by card.{' '}
            {returnWords(check.fee.refundDays)}
          </p>
          <div>
            <Button look="secondary" onClick={() => act('pay', pay)} busy={running === 'pay'}>
              Pay the fee
            </Button>
          </div>
        </div>
      )}
      {check?.problems.length === 0 && (
        <p className="mt-4 max-w-prose">
          Once submitted, the text is fixed as a version and reviewers see it. You can withdraw it at any time before
          the decision.
        </p>
      )}
      <div className="mt-4">
        <Button
          onClick={() => act('submit', submit)}
          busy={running === 'submit'}
          disabled={!check || check.problems.length > 0 || check.feeOpen}
        >
          Submit for review
        </Button>
      </div>
      {error && <Alert tone="bad" title={error.message} />}
    </Card>
  )
}

function Problems({ applicationId, problems }: { applicationId: string; problems: readonly Problem[] }) {
  if (problems.length === 0) return <Alert tone="good" title="Everything is complete." />
  const steps = STEPS.filter(({ id }) => problems.some(({ section }) => section === id))
  return (
    <Alert tone="warn" title={`${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} left to do`}>
      {steps.map(({ id, label }) => (
        <section key={id} className="mt-3">
          <Link className="font-medium underline underline-offset-4" href={stepPath(applicationId, id)}>
            {label}
          </Link>
          <ul className="list-disc pl-6">
            {problems
              .filter(({ section }) => section === id)
              .map(({ field, message }) => (
                <li key={`${field} ${message}`}>
                  {fieldWords(field)}: {message}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Alert>
  )
}
