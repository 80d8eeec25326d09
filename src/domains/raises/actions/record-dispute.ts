import { pageStaff } from '@/domains/identity/actions/page-staff'
import { append } from '@/domains/log/actions'
import type { Db, Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'

const SUBJECTS = ['chain']

/** Halts crediting in public: nodes cannot be believed. Staff are told once; repeats only renew what was found. */
export async function recordDispute(
  tx: Tx,
  { findings, now }: { findings: readonly string[]; now: Date },
): Promise<void> {
  const before = await tx.chainDispute.findUnique({ where: { id: 1 } })
  const found = { findings: [...findings], seenAt: now }
  await tx.chainDispute.upsert({ where: { id: 1 }, create: { id: 1, since: now, ...found }, update: found })
  if (before) return
  const facts = { findings: [...findings] }
  await append(tx, { type: 'raises.creditingHalted', at: now, actorId: null, subjects: SUBJECTS, facts })
  const text = [
    'Nothing is booked at the moment, because what the nodes of the chain say cannot be believed:',
    ...findings.map((finding) => `- ${finding}`),
    'Money in raises is not affected. Booking goes on by itself as soon as the nodes agree. See /staff/reconciliation.',
  ].join('\n')
  await pageStaff(tx, { subject: 'Crediting is halted: the nodes disagree', text, now })
  await announcePublicChange(tx, '/projects')
}

/** The nodes agree again: crediting goes on, and the log says so when it was halted. */
export async function recordAgreement(db: Db, now: Date): Promise<void> {
  if (!(await db.chainDispute.findUnique({ where: { id: 1 } }))) return
  await db.$transaction(async (tx) => {
    const { count } = await tx.chainDispute.deleteMany({ where: { id: 1 } })
    if (count === 0) return
    await append(tx, { type: 'raises.creditingResumed', at: now, actorId: null, subjects: SUBJECTS, facts: {} })
    await announcePublicChange(tx, '/projects')
  })
}
