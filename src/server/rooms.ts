import type { TaskList } from 'graphile-worker'
import type { Tick } from './ticks'

/** Jobs by `room.verb`: what the queue may hold. */
export const tasks = (): TaskList => ({})

/** What the worker does again and again. */
export const ticks = (): readonly Tick[] => []
