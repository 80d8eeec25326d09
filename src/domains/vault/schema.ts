/** Whose key seals something, as `<kind>:<id>`: `case:…`, `application:…`, `person:…`. The vault knows no more of it than this text. */
export type Subject = `${string}:${string}`

/** What a sealed value is for, within its subject: `profile`, `name`, `document:<id>`. A value opens for the same purpose only. */
export type Purpose = string

/** Sealed bytes: version, IV, tag and ciphertext in one column. */
export type Sealed = Uint8Array<ArrayBuffer>

/** One value among many that are sealed or opened together. */
export type ToSeal = { subject: Subject; purpose: Purpose; bytes: Uint8Array }
export type ToOpen = { subject: Subject; purpose: Purpose; sealed: Uint8Array }
