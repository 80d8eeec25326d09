import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { chooseMint } from '../actions/listing'
import { refuse } from '../rules/refusals'
import type { ChainFacts } from './chain'

const NO_TOKEN = 'There is no token with this address on this chain.'

/** Looks at a token on chain, for the form: what it is, or null. */
export const lookAtMint = (chain: ChainFacts, address: string) => chain.readMint(address)

/** Fixes the token of an approved project, after reading it from the chain. */
export async function fixMint(
  { db, chain, viewer, now }: { db: Db; chain: ChainFacts; viewer: Viewer; now: Date },
  { projectId, mint }: { projectId: string; mint: string },
) {
  // A stranger's question is not worth asking the chain.
  const mine = await db.application.count({ where: { id: projectId, ownerId: viewer.personId } })
  if (mine === 0) throw refuse.missing()
  const found = await chain.readMint(mint)
  if (!found) throw refuse.wrongMint({ problem: NO_TOKEN })
  return db.$transaction((tx) => chooseMint(tx, { projectId, viewer, now, mint: found }))
}
