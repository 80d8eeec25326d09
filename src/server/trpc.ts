import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { z } from 'zod'
import { Refusal, type RefusalKind } from '@/kit/refusal'
import { awayError, isDatabaseAway, refuseAway } from './away'
import type { Context } from './context'
import { countAddress, type LIMITS } from './limits'
import { localOnly } from './local'
import { log } from './log'
import { assertSteppedUp, refuseStepUp, type StepUp } from './step-up'
import { hasRole, type Role, STAFF_ROLES } from './viewer'

/** Who may call a procedure. `owner`: signed in, and the action checks that the thing is theirs. `local`: anyone, on the local network only. */
export type Policy = 'anyone' | 'member' | 'owner' | 'staff' | 'reviewer' | 'checker' | 'admin' | 'local'

const CODE_OF = {
  invalid: 'BAD_REQUEST',
  forbidden: 'FORBIDDEN',
  missing: 'NOT_FOUND',
  conflict: 'CONFLICT',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<RefusalKind, TRPCError['code']>

/** The first field at fault and what to do, from a zod error. */
function firstIssue(error: z.ZodError) {
  const issue = error.issues[0]
  const field = issue?.path.join('.') || undefined
  return {
    code: 'server.invalidInput',
    field,
    message: field ? `${field}: ${issue?.message}` : (issue?.message ?? 'Check the input.'),
  }
}

/** What a client learns about an error: a code to switch on, the field at fault, a sentence. Never a stack. */
function publicError(error: TRPCError, requestId: string) {
  if (error.cause instanceof Refusal)
    return { code: error.cause.code, field: error.cause.field, message: error.cause.message }
  if (error.code === 'BAD_REQUEST' && error.cause instanceof z.ZodError) return firstIssue(error.cause)
  if (error.code === 'INTERNAL_SERVER_ERROR') {
    return {
      code: 'server.unexpected',
      field: undefined,
      message: `Something went wrong. Quote ${requestId} when you ask for help.`,
    }
  }
  return { code: `server.${error.code.toLowerCase()}`, field: undefined, message: error.message }
}

const t = initTRPC
  .context<Context>()
  .meta<{ policy: Policy; stepUp?: StepUp }>()
  .create({
    transformer: superjson,
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => {
      const { message, ...refusal } = publicError(error, ctx?.requestId ?? 'the time')
      return {
        ...shape,
        message,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, refusal },
      }
    },
  })

const withRefusals = t.middleware(async ({ next, ctx, path, type }) => {
  const result = await next()
  if (result.ok) return result
  const { cause, code } = result.error
  if (cause instanceof Refusal) throw new TRPCError({ code: CODE_OF[cause.kind], message: cause.message, cause })
  if (isDatabaseAway(cause)) {
    log.warn({ err: cause, path, requestId: ctx.requestId }, 'the database is away')
    throw awayError(type === 'query' ? refuseAway.databaseAway() : refuseAway.databaseLost())
  }
  if (code === 'INTERNAL_SERVER_ERROR')
    log.error({ err: cause ?? result.error, path, requestId: ctx.requestId }, 'procedure failed')
  return result
})

const signedIn = t.middleware(({ ctx, next }) => {
  if (!ctx.viewer) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to do this.' })
  return next({ ctx: { ...ctx, viewer: ctx.viewer } })
})

/**
 * Staff act only in an open session of staff, which has shown a passkey, and change something only after it was shown for that very
 * act. What a definition does not say about that is asked.
 */
const withRole = (...roles: readonly Role[]) =>
  signedIn.unstable_pipe(async ({ ctx, next, meta, path, type }) => {
    if (!hasRole(ctx.viewer, ...roles)) {
      throw new TRPCError({ code: 'FORBIDDEN', message: `This needs the role ${roles.join(' or ')}.` })
    }
    if (!ctx.viewer.secondFactorAt) throw refuseStepUp.staffOver()
    if (type === 'mutation' && typeof meta?.stepUp !== 'object') assertSteppedUp(ctx.viewer, path)
    await ctx.noteStaffAct?.()
    return next({ ctx })
  })

type Place = { value: unknown; name?: string; within?: Place }

function pathTo(place: Place): string[] {
  const path: string[] = []
  for (let at: Place | undefined = place; at; at = at.within) if (at.name !== undefined) path.unshift(at.name)
  return path
}

/**
 * Where in an input a text stands that PostgreSQL cannot hold (U+0000); null for nowhere. Bytes of files are no text. An input can be
 * as deep as it is long, and can contain itself.
 */
function unholdable(input: unknown): string[] | null {
  const places: Place[] = [{ value: input }]
  const seen = new Set<object>()
  for (let place = places.pop(); place; place = places.pop()) {
    const { value } = place
    if (typeof value === 'string' && value.includes('\0')) return pathTo(place)
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue
    seen.add(value)
    for (const [name, inner] of Object.entries(value))
      places.push({ value: name, within: place }, { value: inner, name, within: place })
  }
  return null
}

/** Asked after who may: an id, a search or a text with such a character would otherwise break the query, as if it were our fault. */
const holdable = t.middleware(async ({ getRawInput, next }) => {
  const path = unholdable(await getRawInput())
  if (!path) return next()
  const message = 'Contains a character that is no text (U+0000); type it afresh.'
  // A real one: tRPC keeps nothing as the cause that is no Error.
  const cause = new z.ZodRealError([{ code: 'custom', path, message, input: undefined }])
  throw new TRPCError({ code: 'BAD_REQUEST', message, cause })
})

const base = t.procedure.use(withRefusals)

/** Counts calls by the client's address, and refuses one too many. */
export const limited = (what: keyof typeof LIMITS) =>
  t.middleware(async ({ ctx, next }) => {
    await countAddress(ctx, what)
    return next()
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory
export const publicProcedure = base.meta({ policy: 'anyone' }).use(holdable)
export const memberProcedure = base.meta({ policy: 'member' }).use(signedIn).use(holdable)
export const ownerProcedure = base.meta({ policy: 'owner' }).use(signedIn).use(holdable)
export const staffProcedure = base
  .meta({ policy: 'staff', stepUp: 'asked' })
  .use(withRole(...STAFF_ROLES))
  .use(holdable)
export const reviewerProcedure = base
  .meta({ policy: 'reviewer', stepUp: 'asked' })
  .use(withRole('reviewer', 'checker'))
  .use(holdable)
export const checkerProcedure = base.meta({ policy: 'checker', stepUp: 'asked' }).use(withRole('checker')).use(holdable)
export const adminProcedure = base.meta({ policy: 'admin', stepUp: 'asked' }).use(withRole('admin')).use(holdable)
/** A reviewer's act that asks for no fresh key, and why. */
export const reviewerProcedureWithoutKey = (why: string) =>
  reviewerProcedure.meta({ policy: 'reviewer', stepUp: { notAsked: why } })
export const localProcedure = base
  .meta({ policy: 'local' })
  .use(({ next }) => {
    localOnly()
    return next()
  })
  .use(holdable)
