'use client'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog, DialogClose } from '@/ui/dialog'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { useAct } from './use-act'

/** Begins an application and opens it. */
export const StartApplication = () => (
  <TrpcProvider>
    <Start />
  </TrpcProvider>
)

function Start() {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  const start = async () => {
    const { id } = await client.projects.start.mutate()
    return `/apply/${id}`
  }
  return (
    <>
      <Button onClick={() => act('start', start)} busy={running === 'start'}>
        Start an application
      </Button>
      {error && <Alert tone="bad" title={error.message} />}
    </>
  )
}

/** Takes an application back, or opens it again for a next version. */
export const ApplicationActs = (props: { applicationId: string; can: readonly ('withdraw' | 'revise')[] }) => (
  <TrpcProvider>
    <Acts {...props} />
  </TrpcProvider>
)

function Acts({ applicationId, can }: { applicationId: string; can: readonly ('withdraw' | 'revise')[] }) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  return (
    <div className="flex flex-wrap items-center gap-3">
      {can.includes('revise') && (
        <Button
          look="secondary"
          busy={running === 'revise'}
          onClick={() => act('revise', () => client.projects.revise.mutate({ applicationId }))}
        >
          Revise it
        </Button>
      )}
      {can.includes('withdraw') && (
        <Dialog title="Withdraw this application?" trigger={<Button look="quiet">Withdraw</Button>}>
          <p>The reviewers no longer see it. Nothing is deleted: you can revise it and submit it again.</p>
          <div className="mt-4 flex gap-3">
            <DialogClose>
              <Button
                look="danger"
                busy={running === 'withdraw'}
                onClick={() => act('withdraw', () => client.projects.withdraw.mutate({ applicationId }))}
              >
                Withdraw
              </Button>
            </DialogClose>
            <DialogClose>
              <Button look="secondary">Keep it</Button>
            </DialogClose>
          </div>
        </Dialog>
      )}
      {error && <Alert tone="bad" title={error.message} />}
    </div>
  )
}
