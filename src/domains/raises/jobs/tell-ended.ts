import { notify, type Told } from '@/domains/identity/actions/notices'
import type { Db } from '@/server/db'
import { markEndTold } from '../actions/record-told'
import { endOf, untoldEnds } from '../queries/ended'
import { endingNotice } from '../rules/ending'

const tell = (db: Db, told: Told): Promise<boolean> => db.$transaction((tx) => notify(tx, told))

/**
 * Tells whoever committed under a regime, once and as soon as it is final, how a raise ended: what they bought (17 CFR 227.303(f)), or
 * that it failed and how their money comes back (227.304(d), which gives five business days for it). Returns how many were told.
 */
export async function tellEnded(db: Db, { site, now }: { site: string; now: Date }): Promise<number> {
  let told = 0
  for (const raise of await untoldEnds(db)) {
    const { ended, positions } = (await endOf(db, raise)) ?? { ended: null, positions: [] }
    for (const { address, personId, ...position } of positions) {
      const notice = ended && endingNotice(ended, position)
      const cause = `raises.${raise.settledAt ? 'completed' : 'failed'}:${address}`
      if (notice && (await tell(db, { ...notice, personId, cause, link: '/portfolio', site, now }))) told += 1
    }
    await db.$transaction((tx) => markEndTold(tx, { address: raise.address, now }))
  }
  return told
}
