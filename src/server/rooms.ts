import type { TaskList } from 'graphile-worker'
import { followOpenCheckouts } from '@/domains/payments/jobs'
import { now } from './clock'
import { database } from './db'
import type { Tick } from './ticks'

/** Jobs by `room.verb`: what the queue may hold. */
export const tasks = (): TaskList => ({})

/** What the worker does again and again. */
export const ticks = (): readonly Tick[] => [
  { name: 'payments.follow', everyMs: 60_000, run: () => followOpenCheckouts(database().db, now()) },
]
