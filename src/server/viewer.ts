export const ROLES = ['member', 'issuer', 'reviewer', 'checker', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Staff are the people who may see applications and cases of others. */
export const STAFF_ROLES = ['reviewer', 'checker', 'admin'] as const satisfies readonly Role[]

/** The person behind a request, as their session says at this moment. */
export type Viewer = {
  personId: string
  sessionId: string
  roles: readonly Role[]
  /** What others see; never a legal name. */
  displayName: string
  /** Wallets proven by signature, base58. */
  wallets: readonly string[]
  /** When a second factor was last shown in this session; null for never. Staff acts need it. */
  secondFactorAt: Date | null
  /**
   * The acts (names of procedures) for which a key was shown in this session within five minutes. `every act`: somebody of the demo
   * world, whom one click signs in on the local network.
   */
  steppedUp: readonly string[] | 'every act'
}

export const hasRole = (viewer: Viewer | null, ...roles: readonly Role[]): boolean =>
  viewer !== null && roles.some((role) => viewer.roles.includes(role))
