/**
 * Where sealed bytes lie outside the database. Keys are made of `a-z0-9-/`. Nothing readable is ever put: who holds the store holds
 * noise. `put` replaces; `get` gives null for what is not there; `remove` of nothing is fine.
 */
export type ObjectStore = {
  put: (key: string, bytes: Uint8Array) => Promise<void>
  get: (key: string) => Promise<Uint8Array<ArrayBuffer> | null>
  remove: (key: string) => Promise<void>
  /** The keys that begin with a prefix, in order. */
  list: (prefix: string) => Promise<string[]>
}

/** Keys come from ids of ours; anything else is a bug, and would be a way out of the folder. */
export function assertKey(key: string): void {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(key)) throw new Error('not a key of the object store')
}
