import { clusterMatching } from './reward-cluster-matching'
import { equal } from './reward-equal'
import { pledgeMatch } from './reward-pledge-match'
import { proRata } from './reward-pro-rata'
import { quadratic } from './reward-quadratic'
import { ranked } from './reward-ranked'
import type { RewardRule } from './reward-rule'

/** Every reward rule there is. A new one is a file beside these, and a line here. */
export const REWARD_RULES: readonly RewardRule[] = [equal, proRata, quadratic, clusterMatching, pledgeMatch, ranked]
