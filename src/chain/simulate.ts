import { AccountLayout } from '@solana/spl-token'
import { type Connection, Message, PublicKey, VersionedTransaction } from '@solana/web3.js'
import { type Failure, failureOf } from './failure'
import { TOKEN_PROGRAM_ID } from './programs'

/** What an account holds: lamports, and tokens when it is a token account. */
export type Holding = { lamports: bigint; tokens: bigint }

/** How one account's holding changes. */
export type BalanceChange = { address: string; lamports: bigint; tokens: bigint }

export type Simulation = { failure: Failure; logs: string[] } | { failure: null; changes: BalanceChange[] }

type RawAccount = { lamports: number; owner: PublicKey | string; data: Uint8Array }
const NOTHING: Holding = { lamports: 0n, tokens: 0n }

function holdingOf(account: RawAccount | null): Holding {
  if (!account) return NOTHING
  const isToken = account.owner.toString() === TOKEN_PROGRAM_ID.toBase58() && account.data.length === AccountLayout.span
  return {
    lamports: BigInt(account.lamports),
    tokens: isToken ? AccountLayout.decode(account.data).amount : 0n,
  }
}

/** How often a simulation is repeated when other transactions change the accounts under it. */
const MOST_READINGS = 5

/**
 * Runs a message on the chain's present state without sending it, and says how the named accounts would change. The node tells
 * only what they hold afterwards; what they hold before is read on both sides of the simulation, and when the two differ another
 * transaction came between and the difference would be nobody's: it is read anew.
 */
export async function simulate(
  connection: Connection,
  message: Uint8Array,
  addresses: readonly string[],
): Promise<Simulation> {
  let before = await holdings(connection, addresses)
  for (let reading = 1; ; reading += 1) {
    const { value } = await connection.simulateTransaction(new VersionedTransaction(Message.from(message)), {
      commitment: 'confirmed',
      sigVerify: false,
      accounts: { encoding: 'base64', addresses: [...addresses] },
    })
    if (value.err) return { failure: failureOf(value.err), logs: value.logs ?? [] }
    const after = await holdings(connection, addresses)
    if (reading < MOST_READINGS && !before.every((holding, index) => isSame(holding, after[index]!))) {
      before = after
      continue
    }
    const changes = addresses.map((address, index) => {
      const [from, to] = [before[index]!, holdingOf(simulated(value.accounts?.[index]))]
      return { address, lamports: to.lamports - from.lamports, tokens: to.tokens - from.tokens }
    })
    return { failure: null, changes }
  }
}

async function holdings(connection: Connection, addresses: readonly string[]): Promise<Holding[]> {
  const keys = addresses.map((address) => new PublicKey(address))
  return (await connection.getMultipleAccountsInfo(keys, 'confirmed')).map(holdingOf)
}

const isSame = (one: Holding, other: Holding) => one.lamports === other.lamports && one.tokens === other.tokens

/** An account after the simulation; one without lamports is gone. */
function simulated(account: { lamports: number; owner: string; data: string[] } | null | undefined): RawAccount | null {
  if (!account || account.lamports === 0) return null
  return { ...account, data: Buffer.from(account.data[0] ?? '', 'base64') }
}
