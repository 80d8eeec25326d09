/** Bytes that are not what they claim to be. */
export class FormatError extends Error {
  override name = 'FormatError'
}

/** One value in Borsh: read from a cursor, or appended to a list of pieces. */
export type Codec<Value> = { read: (from: Cursor) => Value; write: (value: Value, into: Buffer[]) => void }

export type ValueOf<C> = C extends Codec<infer Value> ? Value : never

/** A place in bytes that never goes past their end. */
export class Cursor {
  private at = 0
  private readonly bytes: Buffer
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  get offset(): number {
    return this.at
  }
  take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new FormatError(`${length} bytes are wanted at ${this.at}`)
    const taken = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return taken
  }
  /** A count of entries that take at least `smallest` bytes each: more than can follow is refused before anything is allocated. */
  count(smallest: number): number {
    const count = this.take(4).readUInt32LE()
    if (count * smallest > this.bytes.length - this.at) throw new FormatError(`${count} entries cannot follow`)
    return count
  }
}

const fixed = <Value>(size: number, read: (from: Buffer) => Value, write: (into: Buffer, value: Value) => void) => ({
  read: (from: Cursor) => read(from.take(size)),
  write: (value: Value, into: Buffer[]) => {
    const piece = Buffer.alloc(size)
    write(piece, value)
    into.push(piece)
  },
})

export const u8: Codec<number> = fixed(
  1,
  (from) => from.readUInt8(),
  (into, value) => into.writeUInt8(value),
)

export const u32: Codec<number> = fixed(
  4,
  (from) => from.readUInt32LE(),
  (into, value) => into.writeUInt32LE(value),
)

export const u64: Codec<bigint> = fixed(
  8,
  (from) => from.readBigUInt64LE(),
  (into, value) => into.writeBigUInt64LE(value),
)

export const bool: Codec<boolean> = fixed(
  1,
  (from) => {
    const byte = from.readUInt8()
    if (byte > 1) throw new FormatError(`${byte} is no boolean`)
    return byte === 1
  },
  (into, value) => into.writeUInt8(value ? 1 : 0),
)

/** Exactly `size` bytes, for example a public key. */
export const bytes = (size: number): Codec<Uint8Array> => ({
  read: (from) => Uint8Array.from(from.take(size)),
  write: (value, into) => {
    if (value.length !== size) throw new FormatError(`${size} bytes are wanted, not ${value.length}`)
    into.push(Buffer.from(value))
  },
})

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const text: Codec<string> = {
  read: (from) => {
    const body = from.take(from.count(1))
    try {
      return utf8.decode(body)
    } catch (cause) {
      throw new FormatError('the text is not UTF-8', { cause })
    }
  },
  write: (value, into) => {
    const body = Buffer.from(value, 'utf8')
    u32.write(body.length, into)
    into.push(body)
  },
}

/** A map in the order of its bytes. `smallest` is the least that an entry takes, key included. A key that comes twice is refused. */
export const map = <Value>(value: Codec<Value>, smallest: number): Codec<Map<string, Value>> => ({
  read: (from) => {
    const entries = new Map<string, Value>()
    for (let left = from.count(smallest); left > 0; left--) {
      const key = text.read(from)
      if (entries.has(key)) throw new FormatError(`the key ${key} comes twice`)
      entries.set(key, value.read(from))
    }
    return entries
  },
  write: (entries, into) => {
    u32.write(entries.size, into)
    for (const [key, entry] of entries) {
      text.write(key, into)
      value.write(entry, into)
    }
  },
})

/** A list; `smallest` is the least that an item takes. */
export const list = <Value>(item: Codec<Value>, smallest: number): Codec<Value[]> => ({
  read: (from) => Array.from({ length: from.count(smallest) }, () => item.read(from)),
  write: (items, into) => {
    u32.write(items.length, into)
    for (const entry of items) item.write(entry, into)
  },
})

/** Named fields, one after the other in the order of the table. */
export const struct = <Value extends object>(fields: { [Name in keyof Value]: Codec<Value[Name]> }): Codec<Value> => {
  const names = Object.keys(fields) as (keyof Value)[]
  return {
    read: (from) => {
      const value: Partial<Value> = {}
      for (const name of names) value[name] = fields[name].read(from)
      return value as Value
    },
    write: (value, into) => {
      for (const name of names) fields[name].write(value[name], into)
    },
  }
}
