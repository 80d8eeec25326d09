import { attestation } from './audit-attestation'
import { automatedChecks } from './audit-automated-checks'
import { communityVote } from './audit-community-vote'
import { peerRanking } from './audit-peer-ranking'
import type { AuditRule } from './audit-rule'

/** Every audit rule there is. A new one is a file beside these, and a line here. */
export const AUDIT_RULES: readonly AuditRule[] = [automatedChecks, attestation, communityVote, peerRanking]
