import { reachOfStaff } from '@/domains/identity/queries/reach'
import type { Db } from '@/server/db'
import { bad, type Finding, note, ok } from './finding'

/** Whether alarms, which go out by mail, reach everybody of the staff. People are counted, not named: this is printed. */
export async function checkReach(db: Db): Promise<Finding[]> {
  const { heard, unheard } = await reachOfStaff(db)
  const todo = 'The page "People" under Staff says who; an admin gives them an address there.'
  if (heard === 0 && unheard.length === 0) return [note('pages', 'nobody is staff yet, so nobody would hear an alarm')]
  if (unheard.length === 0) return [ok('pages', `alarms reach all ${heard} of the staff`)]
  const said = `alarms do not reach ${unheard.length} of the staff, who have no e-mail address`
  return [heard === 0 ? bad('pages', `${said}: nobody hears one`, todo) : note('pages', said, todo)]
}
