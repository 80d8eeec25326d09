import { randomBytes } from 'node:crypto'
import type { Subject } from '@/domains/vault/schema'
import { digestOf } from '@/kit/digest'
import type { Compared } from '../schema'

/** What is sealed of a subject, with the salt of its fingerprint. */
export type SealedData = { salt: string; compared: Compared }

/** For what a subject's data are sealed: as they are now, and as they were in a run. */
export const PURPOSE = 'screening'
export const runPurpose = (runId: string): string => `screening:${runId}`

/** A subject's key, as the vault takes it. */
export const vaultSubject = (key: string): Subject => key as Subject

export const bytesOf = (data: SealedData): Uint8Array => Buffer.from(JSON.stringify(data))
export const dataOf = (bytes: Uint8Array): SealedData => JSON.parse(Buffer.from(bytes).toString('utf8')) as SealedData

/** A digest of the data that says nothing about them without the salt. */
export const fingerprintOf = ({ salt, compared }: SealedData): string => digestOf({ salt, compared })

export const freshSalt = (): string => randomBytes(32).toString('hex')
