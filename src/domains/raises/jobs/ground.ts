import { connection } from '@/chain/connection'
import type { Db } from '@/server/db'
import { publishedKeys, raiseProgramId } from '../flows/world'
import type { FollowGround } from './follow'

/** What this installation's worker follows. */
export const raiseGround = (db: Db): FollowGround => ({
  db,
  connection: connection(),
  programId: raiseProgramId(),
  keys: publishedKeys(),
})
