/** Five ways to say no. The one place that turns a kind into a status is src/server/trpc.ts. */
export type RefusalKind = 'invalid' | 'forbidden' | 'missing' | 'conflict' | 'unavailable'

/** How one refusal reads: its kind, and its sentence from a typed context. `field` names the input that must change. */
export type RefusalSpec<Context> = { kind: RefusalKind; message: (context: Context) => string; field?: string }

/** An expected no, with a code that a client can switch on. Anything else that is thrown is a bug. */
export class Refusal<Code extends string = string> extends Error {
  readonly code: Code
  readonly kind: RefusalKind
  readonly field: string | undefined
  constructor(code: Code, kind: RefusalKind, message: string, field?: string) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.kind = kind
    this.field = field
  }
}

type ContextOf<Spec> = Spec extends { message: (context: infer Context) => string } ? Context : never

/**
 * Declares a room's refusals: `refuse.belowMinimum({ minimum })` makes one to throw, with code `raises.belowMinimum`.
 * The context fills the sentence only; it is not sent to the client.
 */
export function refusals<Room extends string, const Specs extends Record<string, RefusalSpec<never>>>(
  room: Room,
  specs: Specs,
) {
  const make = (name: string) => (context: unknown) => {
    const spec = specs[name] as unknown as RefusalSpec<unknown>
    return new Refusal(`${room}.${name}`, spec.kind, spec.message(context), spec.field)
  }
  return Object.fromEntries(Object.keys(specs).map((name) => [name, make(name)])) as {
    [Name in keyof Specs & string]: unknown extends ContextOf<Specs[Name]>
      ? () => Refusal<`${Room}.${Name}`>
      : (context: ContextOf<Specs[Name]>) => Refusal<`${Room}.${Name}`>
  }
}
