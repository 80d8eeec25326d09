import { PublicKey } from '@solana/web3.js'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import type { LocalChain } from './chain'

/** Changes bytes of the account that holds the code of the raise program. */
export async function tamper({ connection, rpc }: LocalChain, change: (data: Buffer) => void): Promise<void> {
  const program = await connection.getAccountInfo(RAISE_PROGRAM_IDS.local!)
  const address = new PublicKey(program!.data.subarray(4, 36))
  const { data, lamports, owner } = (await connection.getAccountInfo(address))!
  change(data)
  const account = { address: address.toBase58(), lamports, owner: owner.toBase58(), data: data.toString('base64') }
  await rpc('flotilla_setAccount', [account])
}

/** Makes the program another one by its last byte, which no instruction ever reaches. */
export const changeProgram = (chain: LocalChain): Promise<void> =>
  tamper(chain, (data) => data.writeUInt8(1, data.length - 1))
