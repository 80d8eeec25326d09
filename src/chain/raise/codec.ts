import { PublicKey } from '@solana/web3.js'
import { type Field, type FieldType, sizeOf, widthOf } from './layout'

type ValueOf<Type extends FieldType> = Type extends 'u8' | 'u16' | 'u32'
  ? number
  : Type extends 'u64' | 'i64'
    ? bigint
    : Type extends 'bool'
      ? boolean
      : Type extends 'pubkey'
        ? PublicKey
        : Uint8Array

/** The values that a run of fields carries, by name. */
export type RecordOf<Fields extends readonly Field[]> = {
  -readonly [F in Fields[number] as F['name']]: ValueOf<F['type']>
}

type Format<Value> = {
  read: (view: DataView, at: number) => Value
  write: (view: DataView, at: number, value: Value) => void
}

const bytesAt = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length)

const bytes = (length: number): Format<Uint8Array> => ({
  read: (view, at) => bytesAt(view, at, length).slice(),
  write: (view, at, value) => {
    if (value.length !== length) throw new RangeError(`takes ${length} bytes, not ${value.length}`)
    bytesAt(view, at, length).set(value)
  },
})

/** The given number, or a RangeError: a value that wraps around would be somebody's money. */
function fitting<Value extends number | bigint>(value: Value, wrap: (whole: bigint) => bigint): Value {
  const whole = BigInt(value)
  if (wrap(whole) !== whole) throw new RangeError(`${value} does not fit`)
  return value
}

const unsigned = (bits: number) => (whole: bigint) => BigInt.asUintN(bits, whole)

const FORMATS: { [Type in FieldType]: Format<ValueOf<Type>> } = {
  u8: {
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, fitting(value, unsigned(8))),
  },
  bool: {
    read: (view, at) => view.getUint8(at) !== 0,
    write: (view, at, value) => view.setUint8(at, value ? 1 : 0),
  },
  u16: {
    read: (view, at) => view.getUint16(at, true),
    write: (view, at, value) => view.setUint16(at, fitting(value, unsigned(16)), true),
  },
  u32: {
    read: (view, at) => view.getUint32(at, true),
    write: (view, at, value) => view.setUint32(at, fitting(value, unsigned(32)), true),
  },
  u64: {
    read: (view, at) => view.getBigUint64(at, true),
    write: (view, at, value) => view.setBigUint64(at, fitting(value, unsigned(64)), true),
  },
  i64: {
    read: (view, at) => view.getBigInt64(at, true),
    write: (view, at, value) =>
      view.setBigInt64(
        at,
        fitting(value, (whole) => BigInt.asIntN(64, whole)),
        true,
      ),
  },
  pubkey: {
    read: (view, at) => new PublicKey(bytesAt(view, at, 32).slice()),
    write: (view, at, value) => bytesAt(view, at, 32).set(value.toBytes()),
  },
  bytes8: bytes(8),
  bytes32: bytes(32),
}

type Step = { name: string; offset: number; read: (view: DataView, at: number) => unknown }
const plans = new WeakMap<readonly Field[], readonly Step[]>()

/** Where each field starts and how it is read, worked out once for each run of fields. */
function planOf(fields: readonly Field[]): readonly Step[] {
  const known = plans.get(fields)
  if (known) return known
  let offset = 0
  const plan = fields.map(({ name, type }): Step => {
    const step = { name, offset, read: FORMATS[type].read }
    offset += widthOf(type)
    return step
  })
  plans.set(fields, plan)
  return plan
}

/** Reads consecutive fields that start at `at`. The bytes must be long enough. */
export function decodeFields<const Fields extends readonly Field[]>(
  fields: Fields,
  data: Uint8Array,
  at = 0,
): RecordOf<Fields> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const record: Record<string, unknown> = {}
  for (const { name, offset, read } of planOf(fields)) record[name] = read(view, at + offset)
  return record as RecordOf<Fields>
}

/** Writes the fields one after another, without padding. Throws a RangeError for a value that does not fit its field. */
export function encodeFields<const Fields extends readonly Field[]>(
  fields: Fields,
  values: RecordOf<Fields>,
): Uint8Array {
  const data = new Uint8Array(sizeOf(fields))
  const view = new DataView(data.buffer)
  let position = 0
  for (const { name, type } of fields) {
    const format = FORMATS[type] as Format<unknown>
    format.write(view, position, (values as Record<string, unknown>)[name])
    position += widthOf(type)
  }
  return data
}
