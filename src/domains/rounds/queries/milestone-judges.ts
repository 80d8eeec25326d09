import { standingsOf } from '@/domains/compliance/queries/standings'
import { isOperator } from '@/domains/compliance/rules'
import { walletsOfPeople } from '@/domains/identity/queries/wallets'
import { sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import { investorsIn } from '@/domains/raises/queries/tranche-round'
import type { Db, Tx } from '@/server/db'

/** Somebody who may judge a payment. */
export type Judge = {
  /** What they hold in the raise, over all their wallets, in base units of what it is paid in. */
  held: bigint
  /** As raises for operators alone ask it: a stake in K2's task accounts that was read lately. */
  isOperator: boolean
}

/** Verified people with an accepted position in a raise who do not belong to its team, as it stands at `now`, by person. */
export async function judgesOf(
  tx: Db | Tx,
  { projectId, raiseAddress }: { projectId: string; raiseAddress: string },
  now: Date,
): Promise<Map<string, Judge>> {
  const held = await investorsIn(tx, raiseAddress)
  const wallets = await walletsOfPeople(tx, [...held.keys()])
  const people = [...held.keys()].map((personId) => ({ personId, wallets: wallets.get(personId) ?? [] }))
  const standings = await standingsOf(tx, people, now)
  const sides = await sidesOf(tx, [projectId])
  const judges = new Map<string, Judge>()
  for (const actor of people) {
    const { personId } = actor
    const standing = standings.get(personId)
    if (!standing?.clearance || sides.some((side) => isOnSide(actor, side))) continue
    judges.set(personId, { held: held.get(personId)!, isOperator: isOperator(standing.operator, now) })
  }
  return judges
}
