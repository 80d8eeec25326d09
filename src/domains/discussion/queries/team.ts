import { peopleBehind } from '@/domains/companies/queries/parties'
import { clearanceOf } from '@/domains/compliance/queries'
import { accountsOfPeople } from '@/domains/identity/queries/marks'
import { insidersAmong } from '@/domains/identity/queries/person'
import { walletsOfPeople } from '@/domains/identity/queries/wallets'
import { sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import type { Db, Tx } from '@/server/db'
import { roleOf } from '../rules'

/** All accounts of a person, sorted: what one of them is or wrote counts for each. */
export const accountsOf = async (db: Db | Tx, personId: string): Promise<readonly string[]> =>
  (await accountsOfPeople(db, [personId])).get(personId) ?? [personId]

/** Whether one of these accounts belongs to a project: who applied, who holds a wallet of issuer or team, who is of its company. */
export async function isOfTeam(db: Db | Tx, projectId: string, accounts: readonly string[]): Promise<boolean> {
  const behind = await peopleBehind(db, projectId)
  if (accounts.some((account) => behind.includes(account))) return true
  const [side] = await sidesOf(db, [projectId])
  const wallets = await walletsOfPeople(db, accounts)
  return accounts.some((personId) => side && isOnSide({ personId, wallets: wallets.get(personId) ?? [] }, side))
}

type Asked = { projectId: string; personId: string; accounts: readonly string[]; now: Date }

/** As whom somebody writes about a project, or the refusal that says why not. */
export async function roleIn(db: Db | Tx, { projectId, personId, accounts, now }: Asked) {
  return roleOf({
    isInsider: (await insidersAmong(db, accounts)).size > 0,
    isOfTeam: await isOfTeam(db, projectId, accounts),
    isVerified: (await clearanceOf(db, personId, now)) !== null,
  })
}
