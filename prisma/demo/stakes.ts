import { PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { connection } from '@/chain/connection'
import { LOCAL_TASKS, stakeInstruction } from '@/chain/k2-tasks/local-tasks'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import type { Signer } from '@/server/signers'
import { until } from './acts'
import { as, type DemoPerson } from './people'

/** Shows a person's wallet to everybody, as its owner can on the account page. */
export const showProfile = async (person: DemoPerson): Promise<void> =>
  (await as(person)).reputation.show({ wallet: person.wallet })

/** The node of an operator stakes in the KOII task, paid for by the operator's wallet, and the site finds that stake. */
export async function stakeAndProve(operator: DemoPerson, staking: Signer, amount: bigint): Promise<void> {
  const chain = connection()
  const instruction = stakeInstruction(LOCAL_TASKS.koii, { stakingKey: new PublicKey(staking.publicKey), amount })
  const feePayer = new PublicKey(operator.wallet)
  const { message } = await compileTransaction(chain, { feePayer, instructions: [instruction] })
  const first = await operator.signer.sign(message)
  const signatures = { [operator.wallet]: first, [staking.publicKey]: await staking.sign(message) }
  await send(chain, withSignatures(message, signatures))
  const signature = bs58.encode(first)
  await until('the stake being final', async () => {
    const { value } = await chain.getSignatureStatus(signature)
    if (value?.err) throw new Error(`the stake failed: ${JSON.stringify(value.err)}`)
    return value?.confirmationStatus === 'finalized'
  })
  await (await as(operator)).compliance.proveStake({ wallet: operator.wallet, signature: null })
}
