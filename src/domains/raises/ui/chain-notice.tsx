import { Alert } from '@/ui/badge'

/** What people must know of the chain at this moment; nothing when all is well. */
export function ChainNotice({
  chain,
}: {
  chain: {
    healthy: boolean
    ageSeconds: number
    slot: bigint
    notice: string | null
    halted: { findings: readonly string[] } | null
  } | null
}) {
  if (!chain)
    return (
      <Alert tone="warn" title="The chain was not read yet">
        Amounts appear as soon as the worker has read the chain for the first time.
      </Alert>
    )
  if (chain.halted)
    return (
      <Alert tone="warn" title="Crediting is halted: the nodes of the chain contradict each other">
        Amounts are those of slot {chain.slot.toString()}, the last on which the nodes agreed. Money in raises is not
        affected: it can be withdrawn and refunded as always. New commitments wait until the nodes agree again.
      </Alert>
    )
  if (!chain.healthy)
    return (
      <Alert tone="warn" title="The chain does not answer at the moment">
        Amounts are those of slot {chain.slot.toString()}, read {chain.ageSeconds} seconds ago. Money in raises is not
        affected. New commitments wait until the chain answers again.
      </Alert>
    )
  return chain.notice ? <Alert title="The chain was set back">{chain.notice}</Alert> : null
}
