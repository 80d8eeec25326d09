import { PublicKey } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { type SeenBond, seeBonds } from '@/chain/distributor/bonds'
import { walletsOf } from '@/domains/identity/queries'
import { fromUnix } from '@/kit/time'
import type { Db } from '@/server/db'
import { distributorProgramId } from '@/server/program'
import { type EngineRoundRow, engineRound } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'

/** A bond of a member, for their page; base units, base58. */
export type OwnBond = {
  address: string
  wallet: string
  amount: bigint
  isFree: boolean
  /** The list has taken its part; this is what it left. */
  isJudged: boolean
  /** Without a list by then it can be taken back; and from `freeAt` on whatever happened. */
  rootDeadline: Date
  freeAt: Date
}

/** More than so many addresses are not asked for in one call to a node. */
const MOST_WALLETS = 99

/** The bonds that this member's wallets have locked for a round, as the chain shows them at `finalized`. */
export async function bondsIn(db: Db, { roundId, personId }: { roundId: string; personId: string }) {
  const round = await engineRound(db, roundId)
  const wallets = (await walletsOf(db, personId)).slice(0, MOST_WALLETS)
  return wallets.length === 0 ? [] : (await seenIn(round, wallets)).map(ownBond)
}

const ownBond = ({ address, owner, amount, isFree, judged, rootDeadline, freeAt }: SeenBond): OwnBond => ({
  ...{ address: address.toBase58(), wallet: owner.toBase58(), amount, isFree, isJudged: judged },
  ...{ rootDeadline: fromUnix(rootDeadline), freeAt: fromUnix(freeAt) },
})

/** The bond of a wallet that can be taken back now. Refuses where there is none, and one that still waits for its list. */
export async function freeBondOf(round: EngineRoundRow, wallet: string): Promise<SeenBond> {
  const [bond] = await seenIn(round, [wallet])
  if (!bond) throw refuseRound.noBondHere()
  const { rootDeadline, freeAt } = bond
  if (!bond.isFree) throw refuseRound.bondIsLocked({ deadline: fromUnix(rootDeadline), free: fromUnix(freeAt) })
  return bond
}

async function seenIn({ listAddress }: EngineRoundRow, wallets: readonly string[]): Promise<SeenBond[]> {
  if (listAddress === null) return []
  const list = { programId: distributorProgramId(), distribution: new PublicKey(listAddress) }
  const owners = wallets.map((wallet) => new PublicKey(wallet))
  return seeBonds(connection(), list, owners)
}
