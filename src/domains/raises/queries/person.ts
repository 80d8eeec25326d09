import type { Db, Tx } from '@/server/db'
import { UNSETTLED } from '../rules/intent'

/** Whether a person ever had to do with a raise, and whether something of theirs is still under way there. */
export async function raiseFacts(db: Db | Tx, personId: string, wallets: readonly string[]) {
  const theirs = { OR: [{ personId }, { wallet: { in: [...wallets] } }] }
  const positions = await db.position.count({ where: theirs })
  const open = await db.position.count({ where: { ...theirs, state: 'open' } })
  const intents = await db.intent.count({ where: { personId } })
  const moving = await db.intent.count({ where: { personId, state: { in: [...UNSETTLED] } } })
  return { hasRecords: positions + intents > 0, hasOpenBusiness: open + moving > 0 }
}

/** What this room knows of a person, for themselves: positions, what they meant to send, and what they were asked about changes. */
export async function raiseData(db: Db | Tx, personId: string) {
  const [positions, intents, reconfirmations] = await Promise.all([
    db.position.findMany({
      where: { personId },
      select: { address: true, raiseAddress: true, wallet: true, state: true, openedAt: true },
    }),
    db.intent.findMany({
      where: { personId },
      select: {
        ...{ kind: true, wallet: true, raiseAddress: true, state: true, signature: true, preparedAt: true },
        sheetHash: true,
      },
    }),
    db.reconfirmation.findMany({
      where: { personId },
      select: { address: true, terms: true, state: true, noticedAt: true, dueAt: true, rule: true },
    }),
  ])
  return { positions, intents, reconfirmations }
}
