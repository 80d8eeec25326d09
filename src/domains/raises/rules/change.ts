/** How one account's holding is meant to change, or does change: lamports and, for a token account, base units of its token. */
export type Change = { address: string; lamports: bigint; tokens: bigint }

/** Adds up changes by account, so that one that is named twice is compared once. */
export function sumChanges(changes: readonly Change[]): Change[] {
  const byAddress = new Map<string, Change>()
  for (const { address, lamports, tokens } of changes) {
    const before = byAddress.get(address) ?? { address, lamports: 0n, tokens: 0n }
    byAddress.set(address, { address, lamports: before.lamports + lamports, tokens: before.tokens + tokens })
  }
  return [...byAddress.values()]
}

/** Whether a simulation moved exactly what was announced, in every account that was announced. */
export function isAsAnnounced(announced: readonly Change[], simulated: readonly Change[]): boolean {
  const found = new Map(simulated.map((change) => [change.address, change]))
  return announced.every(({ address, lamports, tokens }) => {
    const change = found.get(address)
    return change !== undefined && change.lamports === lamports && change.tokens === tokens
  })
}
