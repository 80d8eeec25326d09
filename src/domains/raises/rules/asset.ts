import { type Asset, KOII } from '@/kit/money'

/** A token that no listing names is called by the beginning of its address; null is the native coin. */
export const unnamedAsset = (mint: string | null, decimals: number): Asset =>
  mint ? { symbol: `${mint.slice(0, 4)}…`, decimals, mint } : KOII
