import { projectById } from '@/domains/projects/queries/public'
import { submitReport } from '@/domains/raises/actions/report'
import { announceRound } from '@/domains/raises/actions/tranche-round'
import { nextPayment } from '@/domains/raises/queries/next-payment'
import { investorsIn, isReportedFor, orderOfRound } from '@/domains/raises/queries/tranche-round'
import { readSpending } from '@/domains/raises/rules/spending'
import type { Tx } from '@/server/db'
import { engineRound, lockedRound } from '../queries/engine-rows'
import { judgesOf } from '../queries/milestone-judges'
import { refuseRound } from '../rules/engine-refusals'
import { afterVerdict, milestoneSheet, milestoneTimes } from '../rules/milestone'
import { refuseMilestone } from '../rules/milestone-refusals'
import type { EvidenceForm, MilestoneForm } from '../schema/milestone'
import { workUnits } from '../schema/units'
import { type Act, endAsVoid, proposeRound } from './engine-rounds'
import { submitWork } from './part'
import { finishByVerdict } from './steps'

/** A project of this person whose raise is on the chain; others do not exist. */
async function ownProject(tx: Tx, projectId: string | null, personId: string) {
  const project = projectId ? await projectById(tx, projectId) : null
  if (!project?.raiseAddress || project.issuerId !== personId) throw refuseRound.notYourProject()
  const { paymentSymbol: symbol, paymentDecimals: decimals, paymentMint: mint } = project.terms
  return { ...project, raiseAddress: project.raiseAddress, asset: { symbol, decimals, mint } }
}

/**
 * An issuer asks the investors to judge the payment that is next. Refuses every other payment, windows that leave no time to sign, and
 * while an order or another round is about it. Two people approve the sheet before anything happens. Returns the round's id.
 */
export async function proposeMilestone(
  tx: Tx,
  { form, personId, now }: Act & { form: MilestoneForm },
): Promise<string> {
  const { projectId, tranche, audit } = form
  const { title, content, raiseAddress, asset } = await ownProject(tx, projectId, personId)
  const next = await nextPayment(tx, raiseAddress, now)
  if (next?.tranche !== tranche)
    throw refuseMilestone.notNextPayment({ problem: next ? `Payment ${next.tranche + 1} is next.` : NONE })
  const asked = await peopleAsked(tx, { projectId, raiseAddress, now })
  const times = milestoneTimes(form, next.approveBy)
  const about = { projectId, projectTitle: title, tranche, asset, share: next.share }
  const sheet = milestoneSheet({ ...about, ...asked, audit, times })
  const promised = content.tranches.rows[tranche]?.delivers || 'What the team promised for this payment.'
  const task = `${promised}\n\n${WHERE}`
  const brief = {
    summary: `Was payment ${tranche + 1} of ${title} earned? Node operators who invested judge.`,
    task,
    tests: [],
  }
  const roundId = await proposeRound(tx, { sheet, brief, projectId, tranche, personId, now })
  await announceRound(tx, { raise: raiseAddress, tranche, roundId, opensAt: form.opensAt, now })
  return roundId
}

/** How many people invested, and how many operators among them could judge. Refuses where nobody did. */
async function peopleAsked(tx: Tx, { now, ...raise }: { projectId: string; raiseAddress: string; now: Date }) {
  const { size: investors } = await investorsIn(tx, raise.raiseAddress)
  if (investors === 0) throw refuseMilestone.noInvestors()
  const judges = [...(await judgesOf(tx, raise, now)).values()]
  return { investors, operators: judges.filter(({ isOperator }) => isOperator).length }
}

/** What judges read beside the papers. */
const WHERE =
  'What the team delivered, and what it spent for each line of its budget, stands on the page of the project.'
const NONE = 'The raise has not succeeded, all its payments are approved, or the time of the next is over.'

/**
 * Hands in what a team shows for a payment, once: what was delivered, and for each line of the budget what was spent with the paper that
 * shows it. The wallet signs the papers and the sum. Returns the submission's key.
 */
export async function submitEvidence(tx: Tx, { form, personId, now }: Act & { form: EvidenceForm }): Promise<string> {
  const { roundId, wallet, signature, text } = form
  const { projectId, kind, tranche } = await engineRound(tx, roundId)
  if (kind !== 'milestone') throw refuseRound.noRound()
  const { title, slug, content, raiseAddress, asset } = await ownProject(tx, projectId, personId)
  await lockedRound(tx, roundId)
  if (await isReportedFor(tx, roundId)) throw refuseRound.oneEach()
  const spending = readSpending(content.budget.lines, form.spent, asset)
  const report = { raise: raiseAddress, title, slug, tranche: tranche!, text, link: null, roundId, spending }
  await submitReport(tx, { ...report, personId, now })
  const evidence = spending.map(({ hash, link }) => ({ hash, link }))
  const claimed = workUnits(spending.reduce((sum, { units }) => sum + units, 0n))
  return submitWork(tx, { roundId, wallet, signature, evidence, claimed, bond: 0n, personId, now })
}

/** Ends a round about a payment once its order is carried out, or where there is none; does nothing while it waits for signatures. */
export async function settleMilestone(tx: Tx, { roundId, now }: { roundId: string; now: Date }): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (round.kind !== 'milestone' || round.state !== 'distribution') return
  const order = await orderOfRound(tx, roundId)
  const after = afterVerdict(order?.state ?? 'none', now >= new Date(round.read.sheet.times.rootDue))
  if (after?.end === 'finish') return finishByVerdict(tx, { roundId, now })
  if (after) await endAsVoid(tx, round, { event: after.end, reason: after.reason, personId: null, now })
}
