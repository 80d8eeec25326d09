import { type Db, units } from '@/server/db'

/** What a person was shown before they signed, when they sent it, and what it buys at the price of the raise, in base units of the token. */
export type FinalCommitment = {
  intentId: string
  personId: string
  lines: string[]
  sentAt: Date
  tokens: bigint
  saleDecimals: number
}

/** Those of several commitments that the chain has for good, with what their persons are told. */
export async function finalCommitments(db: Db, intentIds: readonly string[]): Promise<FinalCommitment[]> {
  const intents = await db.intent.findMany({
    where: { id: { in: [...intentIds] }, kind: 'commit', state: 'finalized' },
    select: {
      id: true,
      personId: true,
      raiseAddress: true,
      amount: true,
      summary: true,
      sentAt: true,
      changedAt: true,
    },
  })
  const addresses = [...new Set(intents.flatMap(({ raiseAddress }) => raiseAddress ?? []))]
  const raises = await db.raise.findMany({
    where: { address: { in: addresses } },
    select: { address: true, cap: true, tokensAtCap: true, saleDecimals: true },
  })
  return intents.flatMap(({ id: intentId, personId, raiseAddress, amount, summary, sentAt, changedAt }) => {
    const raise = raises.find(({ address }) => address === raiseAddress)
    if (!raise || !amount) return []
    const { cap, tokensAtCap, saleDecimals } = raise
    const tokens = (units(amount) * units(tokensAtCap)) / units(cap)
    const { lines } = summary as { lines: string[] }
    return [{ intentId, personId, lines, sentAt: sentAt ?? changedAt, tokens, saleDecimals }]
  })
}
