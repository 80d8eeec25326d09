import { PublicKey, type TransactionInstruction } from '@solana/web3.js'
import * as program from '@/chain/raise/instructions'
import { ROLES, type Role } from '@/chain/raise/layout'
import type { GuardianAct } from '@/generated/prisma/enums'
import type { GuardianOrderModel } from '@/generated/prisma/models'
import { refuse } from '../rules/refusals'
import { raiseNonce } from './guarded'
import type { Plan } from './prepare'
import { type LiveRaise, readRaise } from './read'
import type { World } from './world'

/** Acts whose transaction is made for a confirmed order; those of an issuer are prepared by the issuer before. */
type OwnAct = Exclude<GuardianAct, 'create' | 'change_terms'>

const WORDS: Record<OwnAct, { title: string; line: string }> = {
  pause: {
    title: 'Pause the raise',
    line: 'No new commitments are taken. Withdrawals, refunds and claims go on.',
  },
  resume: { title: 'Resume the raise', line: 'New commitments are taken again.' },
  cancel: {
    title: 'Cancel the raise',
    line: 'The raise ends as failed, and everybody gets back what they committed. This cannot be undone.',
  },
  approve: {
    title: 'Approve a payment of the raise',
    line: 'The team receives it on its day. This cannot be undone.',
  },
  reject: {
    title: 'Reject a payment of the raise',
    line: 'It and all later payments go back to the investors at once. This cannot be undone.',
  },
  rotate: { title: 'Replace a key of the raise', line: 'The role goes to the published key.' },
}

/** The transaction of a confirmed order: who pays its fee, what it does, and what it stands on. */
export async function orderPlan(world: World, order: GuardianOrderModel): Promise<Plan & { wallet: string }> {
  const { act, raiseAddress } = order
  if (act === 'create' || act === 'change_terms') throw refuse.noIntent()
  const live = await readRaise(world, raiseAddress, [])
  const together = act === 'approve' || act === 'reject' || act === 'rotate'
  return {
    wallet: together ? world.clerk().publicKey : world.keys.guardian,
    kind: act,
    instructions: [instructionOf(world, live, { ...order, act })],
    title: `${WORDS[act].title} of ${live.title}`,
    lines: [WORDS[act].line],
    ...{ announced: [], rent: 0n, raise: raiseAddress, projectId: live.projectId },
    nonce: together || !world.guardian() ? await raiseNonce(world, live.reference.address) : undefined,
  }
}

function instructionOf(
  { keys }: World,
  { reference, account }: LiveRaise,
  { act, tranche, role, newKey }: Pick<GuardianOrderModel, 'tranche' | 'role' | 'newKey'> & { act: OwnAct },
): TransactionInstruction {
  const guardian = new PublicKey(keys.guardian)
  const { approverA, approverB } = account
  switch (act) {
    case 'pause':
      return program.pauseRaise(reference, guardian)
    case 'resume':
      return program.resumeRaise(reference, guardian)
    case 'cancel':
      return program.cancelRaise(reference, guardian)
    case 'approve':
      return program.approve(reference, { approverA, approverB, tranche: tranche! })
    case 'reject':
      return program.reject(reference, { approverA, approverB, tranche: tranche! })
    case 'rotate':
      return program.rotate(reference, { guardian, newKey: new PublicKey(newKey!), role: roleOf(role) })
  }
}

function roleOf(text: string | null): Role {
  const role = ROLES.find((one) => one === text)
  if (!role) throw new Error(`an order names the role ${text}`)
  return role
}
