import canonicalize from 'canonicalize'

/** What may stand in canonical JSON. Amounts are decimal strings: RFC 8785 numbers are doubles and cannot carry them. */
export type CanonicalValue =
  | string
  | boolean
  | null
  | number
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue | undefined }

/**
 * JSON as RFC 8785 writes it: one text for one value, whatever the order of its keys.
 * Throws a RangeError on a number that is not a safe integer, since two machines could write it differently.
 */
export function canonicalJson(value: CanonicalValue): string {
  assertExact(value, '$')
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('nothing to write')
  return text
}

function assertExact(value: CanonicalValue | undefined, path: string): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError(`${path} is not a whole number that fits`)
  if (typeof value === 'bigint') throw new TypeError(`${path} is a bigint: write it as a decimal string`)
  if (Array.isArray(value)) for (const [index, item] of value.entries()) assertExact(item, `${path}[${index}]`)
  else if (value && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) assertExact(item, `${path}.${key}`)
}
