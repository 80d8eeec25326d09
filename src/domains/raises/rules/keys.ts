import type { RaiseAccount } from '@/chain/raise/accounts'
import type { Role } from '@/chain/raise/layout'

/** The keys that this installation publishes, base58. */
export type PublishedKeys = {
  guardian: string
  cosigner: string
  approverA: string
  approverB: string
  feeWallet: string
  /** Published before and replaced: raises that run may still carry them until they are rotated, raises that ended for ever. */
  former?: { cosigners: readonly string[]; approvers: readonly string[] }
}

/** Whether a raise uses published keys only, as they are or as they were before a rotation. Any other is neither shown nor co-signed. */
export function usesPublishedKeys(raise: RaiseAccount, keys: PublishedKeys): boolean {
  const cosigners = [keys.cosigner, ...(keys.former?.cosigners ?? [])]
  const approvers = [keys.approverA, keys.approverB, ...(keys.former?.approvers ?? [])]
  return (
    raise.guardian.toBase58() === keys.guardian &&
    raise.feeWallet.toBase58() === keys.feeWallet &&
    cosigners.includes(raise.cosigner.toBase58()) &&
    approvers.includes(raise.approverA.toBase58()) &&
    approvers.includes(raise.approverB.toBase58())
  )
}

/** The roles in which a raise still carries another key than the published one: these can be rotated. */
export const outdatedRoles = (raise: Pick<RaiseAccount, Role>, keys: Pick<PublishedKeys, Role>): Role[] =>
  (['cosigner', 'approverA', 'approverB'] as const).filter((role) => raise[role].toBase58() !== keys[role])
