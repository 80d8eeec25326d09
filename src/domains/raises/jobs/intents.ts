import { followIntents, type Ground } from '../flows/follow'
import { unsettledIntents } from '../queries/intent'

/** Follows every open intent to its end, so that a closed browser loses nothing. */
export const followOpenIntents = async (ground: Ground): Promise<void> =>
  followIntents(ground, await unsettledIntents(ground.db))
