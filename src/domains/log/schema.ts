import type { CanonicalValue } from '@/kit/canonical-json'

/** One act to record. `facts` must hold no personal data: it may be published. */
export type Act = {
  /** `room.participle`, for example `projects.submitted`. */
  type: string
  at: Date
  /** The person who acted; null when the system did. Stored beside the entry, never in it. */
  actorId: string | null
  /** What it is about: `project:<id>`, `raise:<address>`. */
  subjects: readonly string[]
  facts: { readonly [key: string]: CanonicalValue }
  /** Hashes of earlier entries it depends on. */
  parents?: readonly string[]
}
