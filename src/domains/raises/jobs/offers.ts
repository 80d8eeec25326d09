import { markTold, recordRaiseEnd } from '@/domains/companies/actions/listing'
import { awaitingEnd, untoldSuspensions } from '@/domains/companies/queries/standing'
import { notify } from '@/domains/identity/actions/notices'
import { pageStaff } from '@/domains/identity/actions/page-staff'
import { raisesOfProjects } from '@/domains/projects/queries/frozen'
import { formatInstant } from '@/kit/time'
import type { Db, Tx } from '@/server/db'

/** What raises and companies have to tell each other: how a raise ended, and to investors that an offer is suspended or cancelled. */
export async function followOffers(db: Db, { site, now }: { site: string; now: Date }): Promise<void> {
  await tellCompanies(db, now)
  for (const { id: companyId, projectId, state, suspendedUntil: until } of await untoldSuspensions(db)) {
    const [raise] = await raisesOfProjects(db, [projectId])
    await db.$transaction(async (tx) => {
      if (!(await markTold(tx, { companyId, now })) || !raise) return
      const words = state === 'suspended' && until ? suspendedWords(until) : CANCELLED_WORDS
      const cause = `raises.offer:${companyId}:${until?.toISOString() ?? 'cancelled'}`
      await tellInvestors(tx, { ...words, raiseAddress: raise.raiseAddress, site, cause, now })
      if (state === 'offer_cancelled') await askForCancellation(tx, raise.raiseAddress, now)
    })
  }
}

/** The chain has the last word about how a raise ended; its company follows. */
async function tellCompanies(db: Db, now: Date): Promise<void> {
  const raises = await raisesOfProjects(db, await awaitingEnd(db))
  if (raises.length === 0) return
  const ended = await db.raise.findMany({
    where: {
      ...{ address: { in: raises.map(({ raiseAddress }) => raiseAddress) }, recognised: true },
      state: { notIn: ['draft', 'open'] },
    },
    select: { address: true, state: true, outcome: true },
  })
  for (const { address, state, outcome } of ended) {
    const project = raises.find(({ raiseAddress }) => raiseAddress === address)
    const end = state === 'closed' ? outcome : state
    // A raise that the chain lost when it was set back ended in nothing: it comes again.
    if (!project || !end) continue
    const said = { projectId: project.projectId, outcome: end === 'succeeded' ? 'funded' : 'failed', now } as const
    await db.$transaction((tx) => recordRaiseEnd(tx, said))
  }
}

const suspendedWords = (until: Date) => ({
  title: 'An offer in which you have a position is suspended',
  text: [
    'Something in the offer of a project in which you have a position is not right, and was not mended at once.',
    `Nothing new is taken and nothing is paid to the project until it is, by ${formatInstant(until)} at the latest;`,
    'after that the offer is cancelled.',
    'You may take your money out as long as the terms say so, in your portfolio.',
  ].join('\n'),
})

const CANCELLED_WORDS = {
  title: 'An offer in which you have a position is cancelled',
  text: [
    'Something in the offer of a project in which you have a position was not right, and was not mended within 30 days.',
    'This site takes nothing new for it and pays nothing to the project.',
    'Take your money out in your portfolio, as long as the terms say so. Where the raise itself is cancelled or fails, all of it comes back to your wallet.',
  ].join('\n'),
}

/** The program knows nothing of an offer: staff are asked to have its raise cancelled on chain, which pays everybody back. */
async function askForCancellation(tx: Tx, address: string, now: Date): Promise<void> {
  const running = await tx.raise.count({ where: { address, state: { in: ['draft', 'open'] } } })
  if (running === 0) return
  await pageStaff(tx, {
    ...{ now, subject: 'An offer was cancelled, and its raise runs on' },
    text: `Nobody mended it within 30 days. Propose on the page "Raises" under Staff that the guardian cancels ${address}: then everybody is paid back.`,
  })
}

type Words = { title: string; text: string }
type About = Words & { raiseAddress: string; cause: string; site: string; now: Date }

/** Regulation (EU) 2020/1503, article 23(12): whoever has committed is told at once, and that they may take it back. */
async function tellInvestors(tx: Tx, { raiseAddress, ...words }: About): Promise<void> {
  const where = { raiseAddress, state: 'open', personId: { not: null } } as const
  const positions = await tx.position.findMany({ where, select: { personId: true } })
  const people = new Set(positions.flatMap(({ personId }) => personId ?? []))
  for (const personId of people) await notify(tx, { ...words, personId, link: '/portfolio' })
}
