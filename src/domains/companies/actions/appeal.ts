import { sealFor } from '@/domains/vault/actions/keys'
import type { Tx } from '@/server/db'
import { APPEAL, companyKey } from '../queries/data'
import { refuse, step } from '../rules/case'
import { appealUntil } from '../rules/clock'
import { changeCompany, lockOwnCompany, NO_LEASE, recordCompany, touched } from './company-row'

/** Asks for a second look at a rejection: once, within 30 days. Others than before decide about it. */
export async function appealCompany(
  tx: Tx,
  { companyId, personId, text, now }: { companyId: string; personId: string; text: string; now: Date },
): Promise<void> {
  const company = await lockOwnCompany(tx, companyId, personId)
  const state = step(company.state, 'appeal')
  const until = appealUntil(company)
  if (!until || now >= until) throw refuse.appealOver()
  const appeal = await sealFor(tx, companyKey(company), APPEAL, Buffer.from(text))
  const times = { appealedAt: now, settledAt: null, submittedAt: now, ...touched(now) }
  await changeCompany(tx, companyId, { state, appeal, ...times, ...NO_LEASE })
  await recordCompany(tx, 'appealed', { companyId, actorId: personId, now })
}
