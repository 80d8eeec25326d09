import { queueMail } from '@/domains/identity/actions/mail'
import { emailsOf } from '@/domains/identity/queries'
import { adoptTerms } from '@/domains/projects/actions/listing'
import { pendingChanges } from '@/domains/projects/queries/terms'
import { formatInstant } from '@/kit/time'
import type { Db, Tx } from '@/server/db'

/** Shows changed terms once the mirror has them, and writes to everybody whose money counts only with a new yes. */
export async function adoptChangedTerms(db: Db, { site, now }: { site: string; now: Date }): Promise<void> {
  for (const { projectId, raiseAddress, pendingTermsHash, slug } of await pendingChanges(db)) {
    if (!raiseAddress || !pendingTermsHash) continue
    const where = { address: raiseAddress, termsHash: pendingTermsHash, recognised: true }
    const raise = await db.raise.findFirst({ where, select: { termsVersion: true, settleAfter: true } })
    if (!raise) continue
    const change = { projectId, termsHash: pendingTermsHash, number: raise.termsVersion, now }
    await db.$transaction(async (tx) => {
      if (!(await adoptTerms(tx, change))) return
      await tellInvestors(tx, { raiseAddress, project: `${site}/projects/${slug}`, site, by: raise.settleAfter, now })
    })
  }
}

async function tellInvestors(
  tx: Tx,
  {
    raiseAddress,
    site,
    project,
    by,
    now,
  }: { raiseAddress: string; site: string; project: string; by: Date; now: Date },
): Promise<void> {
  const where = { raiseAddress, state: 'open', personId: { not: null } } as const
  const positions = await tx.position.findMany({ where, select: { personId: true } })
  const people = positions.flatMap(({ personId }) => personId ?? [])
  for (const to of await emailsOf(tx, people))
    await queueMail(tx, {
      ...{ to, now, subject: 'The terms of a raise have changed: your money counts only if you agree' },
      text: [
        'The team and the guardian have changed the terms of a raise in which you have a position.',
        `Old and new stand side by side in your portfolio: ${site}/portfolio`,
        `Agree there by ${formatInstant(by)} if you want to stay in. Until then you may take everything out;`,
        'whoever has not agreed when the raise is settled gets everything back.',
        `The project: ${project}`,
      ].join('\n'),
    })
}
