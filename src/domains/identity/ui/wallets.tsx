'use client'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog, DialogClose } from '@/ui/dialog'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { base58, base64 } from './encoding'
import { useAct } from './use-act'
import { useWalletConnection, WithWallet } from './wallet'

type LinkedWallet = { address: string; linkedAt: Date }

/** The wallets of a person: each proven by a signature. */
export function Wallets({ wallets }: { wallets: readonly LinkedWallet[] }) {
  return (
    <TrpcProvider>
      <WithWallet>
        <List wallets={wallets} />
      </WithWallet>
    </TrpcProvider>
  )
}

function List({ wallets }: { wallets: readonly LinkedWallet[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const unlink = (address: string) => run(address, () => trpc.identity.unlinkWallet.mutate({ address }))
  return (
    <div className="grid gap-4">
      {error && (
        <Alert tone="bad" title="Nothing was changed">
          {error}
        </Alert>
      )}
      {wallets.length === 0 ? (
        <p className="text-soft">No wallet yet. You need one to commit to a raise or to raise funds.</p>
      ) : (
        <ul className="divide-y divide-line">
          {wallets.map(({ address, linkedAt }) => (
            <li key={address} className="flex flex-wrap items-center justify-between gap-2 py-2">
              <div>
                <Address address={address} />
                <p className="text-sm text-soft">
                  Linked <When instant={linkedAt} />
                </p>
              </div>
              <Unlink busy={busy === address} onUnlink={() => unlink(address)} />
            </li>
          ))}
        </ul>
      )}
      <LinkWallet linked={wallets.map(({ address }) => address)} />
    </div>
  )
}

const Unlink = ({ busy, onUnlink }: { busy: boolean; onUnlink: () => void }) => (
  <Dialog
    title="Unlink this wallet?"
    trigger={
      <Button look="quiet" busy={busy}>
        Unlink
      </Button>
    }
  >
    <p>
      It no longer signs you in and commits to nothing more. Positions that it holds stay yours, and money that comes
      back goes to it as before. It can be linked again by you alone.
    </p>
    <div className="mt-4 flex gap-3">
      <DialogClose>
        <Button look="danger" onClick={onUnlink}>
          Unlink
        </Button>
      </DialogClose>
      <DialogClose>
        <Button look="secondary">Keep it</Button>
      </DialogClose>
    </div>
  </Dialog>
)

function LinkWallet({ linked }: { linked: readonly string[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const { signer, connect, disconnect, loading } = useWalletConnection()
  if (!signer) {
    return (
      <Button look="secondary" className="justify-self-start" busy={loading} onClick={connect}>
        Connect another wallet
      </Button>
    )
  }
  const link = () =>
    run('link', async () => {
      const { nonce, message } = await trpc.identity.prepareLink.mutate({ address: signer.address })
      const text = new TextEncoder().encode(message)
      const signature = base58(await signer.signMessage(text))
      await trpc.identity.linkWallet.mutate({ nonce, signature, signedMessage: base64(text) })
    })
  return (
    <div className="grid gap-2">
      {error && (
        <Alert tone="bad" title="Not linked">
          {error}
        </Alert>
      )}
      <p className="break-all text-soft">
        Connected in this browser: {signer.name}, <span className="font-mono text-sm">{signer.address}</span>
      </p>
      {!linked.includes(signer.address) && (
        <p className="max-w-prose text-sm text-soft">
          If you are verified already, a newly linked wallet can commit to a raise after 24 hours. Everything else it
          can do at once.
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        {!linked.includes(signer.address) && (
          <Button look="secondary" busy={busy !== null} onClick={link}>
            Link this wallet
          </Button>
        )}
        <Button look="quiet" onClick={disconnect}>
          Use another wallet
        </Button>
      </div>
    </div>
  )
}
