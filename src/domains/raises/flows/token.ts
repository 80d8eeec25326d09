import { generateKeyPairSync } from 'node:crypto'
import { MINT_SIZE } from '@solana/spl-token'
import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import { createFixedSupplyMint, type MintFinding, saleMintFindings } from '@/chain/mint'
import { type MintAccount, readMint } from '@/chain/mint-account'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { TOKEN_ACCOUNT_SIZE } from '@/chain/tokens'
import { computeLimit, rentMinimum } from '@/chain/transactions'
import { formatMoney, money } from '@/kit/money'
import { type Signer, signerOf } from '@/server/signers'
import type { IntentView } from '../queries/intent'
import { refuse } from '../rules/refusals'
import type { projectActInput } from '../schema'
import { amountOf } from './commit'
import { ownTerms } from './launch'
import { prepare, preparedBefore } from './prepare'
import { onChain, type World } from './world'

/** Looks at a token on chain: its facts and what they mean. Null when there is no token at this address. */
export async function lookAtMint(
  { connection }: Pick<World, 'connection'>,
  address: string,
): Promise<{ facts: MintAccount; findings: MintFinding[] } | null> {
  const facts = await onChain(() => readMint(connection, address))
  return facts && { facts, findings: saleMintFindings(facts) }
}

/** A key that signs once, for the account of a new token, and is then forgotten. */
function passingKey(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  return signerOf(Uint8Array.from([...seed, ...publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]))
}

/** Prepares making the approved token with the issuer's wallet: the whole supply to the issuer, nobody can ever make more. */
export async function prepareCreateToken(world: World, input: z.infer<typeof projectActInput>): Promise<IntentView> {
  const approved = await ownTerms(world, input)
  const known = await preparedBefore(world, input, { kind: 'create_token', projectId: input.projectId })
  if (known) return known
  if (approved.saleMint) throw refuse.tokenExists()
  const { token, saleAsset } = approved
  const supply = amountOf(token.supply, saleAsset)
  const owner = new PublicKey(input.wallet)
  const key = passingKey()
  const mint = new PublicKey(key.publicKey)
  const [rent, accountRent] = await onChain(() =>
    Promise.all([rentMinimum(world.connection, MINT_SIZE), rentMinimum(world.connection, TOKEN_ACCOUNT_SIZE)]),
  )
  return prepare(world, input, {
    kind: 'create_token',
    instructions: [
      computeLimit(),
      ...createFixedSupplyMint({ owner, mint, decimals: saleAsset.decimals, supply, rent }),
    ],
    title: `Make the token ${saleAsset.symbol}`,
    lines: [
      `You make ${formatMoney(money(saleAsset, supply))}, and all of it goes to your wallet.`,
      'The supply is fixed: nobody, not even you, can make more of it afterwards.',
      'Nobody can freeze it.',
    ],
    announced: [
      { label: 'Your tokens', address: associatedTokenAddress(owner, mint), token: saleAsset, units: supply },
    ],
    rent: rent + accountRent,
    ...{ projectId: input.projectId, mint: key.publicKey, amount: supply, asset: saleAsset, signers: [key] },
  })
}
