import { refusals } from '@/kit/refusal'

export const refuseKey = refusals('vault', {
  shredded: { kind: 'missing', message: () => 'This was erased. Nobody can read it any more.' },
})

/** Whose data key it is that the tombstones of the installation are made with; itself never shredded. */
export const TOMBSTONES = 'vault:tombstones'

/** What a wrapped data key is bound to, so that one subject's key cannot stand in for another's. */
export const keyContext = (subject: string): string => `vault-key|${subject}`

/** What a sealed value is bound to: copied to another subject or purpose it does not open. */
export const sealContext = (subject: string, purpose: string): string => `${subject}|${purpose}|1`
