import type { Db } from '@/server/db'
import { tellTeams } from './actions/tell'

/** What time does to discussions: teams are told of what was asked. */
export const followDiscussions = (db: Db, ground: { site: string; now: Date }): Promise<void> =>
  db.$transaction((tx) => tellTeams(tx, ground))
