import { createCallerFactory, router } from './trpc'

/** Every room's procedures under the room's name. */
export const appRouter = router({})

export type AppRouter = typeof appRouter
export const createCaller = createCallerFactory(appRouter)
