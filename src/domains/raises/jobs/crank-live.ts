import { type Connection, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import { decodePosition, decodeRaise } from '@/chain/raise/accounts'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import * as program from '@/chain/raise/instructions'
import { RAISE_SIZE } from '@/chain/raise/layout'
import { isTokenAccount, tokensIn } from '@/chain/tokens'
import type { Crank, CrankRaise } from '../rules/crank'

/** The positions that one look asks for; getMultipleAccounts takes 100 keys. */
export const MOST_POSITIONS = 90

/**
 * The raise as it is a moment before acting: what somebody else has done since the books' last reading is not done again.
 * Null when it is not there any more.
 */
export async function readLive(
  connection: Connection,
  programId: PublicKey,
  known: CrankRaise,
): Promise<CrankRaise | null> {
  const positions = known.positions.slice(0, MOST_POSITIONS)
  const keys = [known.address, known.raise.saleVault, ...positions.map(({ address }) => address)]
  const [account, saleVault, ...found] = await connection.getMultipleAccountsInfo(
    keys.map((key) => new PublicKey(key)),
    'confirmed',
  )
  if (!account?.owner.equals(programId) || account.data.length !== RAISE_SIZE) return null
  return {
    address: known.address,
    raise: decodeRaise(account.data),
    saleVault: tokensIn(saleVault ?? null),
    positions: positions.flatMap((position, index) => {
      const data = found[index]
      return data?.owner.equals(programId) ? [{ ...position, ...decodePosition(data.data), held: position.held }] : []
    }),
  }
}

type Site = { connection: Connection; programId: PublicKey; payer: PublicKey }

/** The instructions of one crank: before it, the account of a payee that is missing. */
export async function instructionsOf(
  { connection, programId, payer }: Site,
  { address, raise }: CrankRaise,
  crank: Crank,
): Promise<TransactionInstruction[]> {
  const { paymentMint, saleMint, issuer, feeWallet } = raise
  const reference = { programId, address: new PublicKey(address), paymentMint, saleMint }
  const missing = async (owner: PublicKey, mint: PublicKey | null): Promise<TransactionInstruction[]> => {
    if (!mint) return []
    const account = await connection.getAccountInfo(associatedTokenAddress(owner, mint), 'confirmed')
    return isTokenAccount(account) ? [] : [program.createTokenAccount(payer, owner, mint)]
  }
  switch (crank.verb) {
    case 'open':
      return [program.openRaise(reference)]
    case 'cancel':
      return [program.cancelRaise(reference, payer)]
    case 'settle':
      return [program.settleRaise(reference)]
    case 'release':
      return [...(await missing(issuer, paymentMint)), program.release(reference, { issuer, tranche: crank.tranche })]
    case 'payFee':
      return [...(await missing(feeWallet, paymentMint)), program.payFee(reference, { feeWallet })]
    case 'reclaim':
      return [...(await missing(issuer, saleMint)), program.reclaim(reference, { issuer })]
    case 'refund':
      return [program.refund(reference, { payer, investor: investorOf(crank) })]
    case 'claim':
      return [program.claim(reference, { payer, investor: investorOf(crank) })]
    case 'unwind':
      return [program.unwind(reference, { payer, investor: investorOf(crank) })]
    case 'expire':
      return [program.expire(reference, crank.tranche)]
    case 'close':
      return [
        ...(await missing(issuer, paymentMint)),
        ...(await missing(issuer, saleMint)),
        program.closeRaise(reference, issuer),
      ]
  }
}

function investorOf({ item, investor }: Crank): PublicKey {
  if (!investor) throw new Error(`${item} names no investor`)
  return new PublicKey(investor)
}
