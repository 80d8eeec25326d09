/** The keys that this installation publishes, base58. */
export type PublishedKeys = {
  guardian: string
  cosigner: string
  approverA: string
  approverB: string
  feeWallet: string
}

/** Whether a raise uses exactly the published keys. One that does not is neither shown nor co-signed. */
export const usesPublishedKeys = (raise: PublishedKeys, keys: PublishedKeys): boolean =>
  raise.guardian === keys.guardian &&
  raise.cosigner === keys.cosigner &&
  raise.approverA === keys.approverA &&
  raise.approverB === keys.approverB &&
  raise.feeWallet === keys.feeWallet
