import { test as database } from './db'
import { type LocalChain, startChain } from './private-chain'

export { finalise, type LocalChain, rpcOf, startChain } from './private-chain'

/** `test` with a database and a private chain per file; RPC_URL points to the chain. */
export const test = database.extend('chain', { scope: 'file' }, async ({ databaseUrl }, { onCleanup }) => {
  const chain = await startChain()
  process.env.DATABASE_URL = databaseUrl
  process.env.RPC_URL = chain.rpcUrl
  process.env.WS_URL = chain.wsUrl
  onCleanup(chain.stop)
  return chain as LocalChain
})
