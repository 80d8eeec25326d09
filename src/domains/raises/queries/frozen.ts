import { walletsOfPeople } from '@/domains/identity/queries/wallets'
import { confirmedPeople } from '@/domains/screening/queries/holds'
import type { Db } from '@/server/db'

/**
 * Wallets of people who were confirmed to be on a list. The program cannot freeze anything: our own worker leaves their positions
 * alone, while the owner or anybody else can still send what the program allows.
 */
export async function frozenWallets(db: Db): Promise<ReadonlySet<string>> {
  return new Set([...(await walletsOfPeople(db, await confirmedPeople(db))).values()].flat())
}
