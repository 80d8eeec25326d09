/** Whether a wallet was used here before: the wallet adapter keeps its name under this key. Browser only. */
export const hasLastWallet = (): boolean => (localStorage.getItem('walletName') ?? 'null') !== 'null'
