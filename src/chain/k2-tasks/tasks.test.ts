import { PublicKey } from '@solana/web3.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KOII_VECTOR, koiiVectorBytes } from '@/test/koii-task-vector'
import { kplVectorBytes } from '@/test/kpl-task-vector'
import { FormatError } from './borsh'
import { decodeKoiiTask, encodeKoiiTask, type KoiiTask } from './koii-task'
import { decodeKplTask, encodeKplTask } from './kpl-task'
import { koiiTaskAccount, kplTaskAccount } from './local-tasks'
import { decodeTask, KOII_TASK_PROGRAM_ID, KPL_TASK_PROGRAM_ID, stakedTask, type Task } from './tasks'

const KOII = 10n ** 9n
const koiiState = (stakes: string) =>
  Buffer.from(
    `{"is_allowlisted":true,"task_name":"Bonus","is_active":true,"minimum_stake_amount":3900000000,"stake_list":${stakes}}`,
  )

describe('a KPL task account', () => {
  test('is read field by field', () => {
    const task = decodeKplTask(kplVectorBytes())
    expect(task).toMatchObject({ is_allowlisted: true, is_active: false, task_name: 'NAME', stake_pot_bump: 7 })
    expect(task.minimum_stake_amount).toBe(14n)
    expect([...task.stake_list]).toEqual([
      ['StakeKeyA', 3_900_000_000n],
      ['StakeKeyB', 10_000_000_000n],
    ])
    expect(task.submissions.get('5')?.get('StakeKeyA')).toEqual({ submission_value: 'bafyCID', slot: 777n, round: 5n })
    expect(task.submissions_audit_trigger.get('5')?.get('StakeKeyA')?.votes).toHaveLength(1)
    expect(task.distributions_audit_record.get('5')).toBe(1)
    expect(task).toMatchObject({ is_migrated: false, migrated_to: 'MIG', allowed_failed_distributions: 3n })
  })

  test('is written back to the same 618 bytes', () => {
    expect(kplVectorBytes()).toHaveLength(618)
    expect(encodeKplTask(decodeKplTask(kplVectorBytes())).equals(kplVectorBytes())).toBe(true)
  })

  test('may be padded; the padding is not read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (padding) => {
        const task = decodeKplTask(Buffer.concat([kplVectorBytes(), padding]))
        expect(encodeKplTask(task).equals(kplVectorBytes())).toBe(true)
      }),
    )
  })

  test('carries stakes up to the last of 64 bits, where doubles end', () => {
    const task = { ...decodeKplTask(kplVectorBytes()), stake_list: new Map([['S', 2n ** 64n - 1n]]) }
    expect(decodeKplTask(encodeKplTask(task)).stake_list.get('S')).toBe(18_446_744_073_709_551_615n)
  })

  test('cut anywhere is refused', () => {
    const whole = kplVectorBytes()
    for (let length = 0; length < whole.length; length++)
      expect(() => decodeKplTask(whole.subarray(0, length))).toThrow(FormatError)
  })

  test('with any bytes changed is either read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(617), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = kplVectorBytes()
        for (const [at, byte] of changes) bytes[at] = byte
        try {
          const task = decodeKplTask(bytes)
          expect(encodeKplTask(task).equals(bytes.subarray(0, encodeKplTask(task).length))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('that claims four billion entries is refused at once', () => {
    const bytes = kplVectorBytes()
    const at = bytes.indexOf(Buffer.from('02000000090000005374616b654b657941', 'hex'))
    bytes.writeUInt32LE(0xffffffff, at)
    const began = performance.now()
    expect(() => decodeKplTask(bytes)).toThrow(/cannot follow/)
    expect(performance.now() - began).toBeLessThan(100)
  })

  test('in which a key stakes twice is refused', () => {
    const bytes = kplVectorBytes()
    const at = bytes.lastIndexOf(Buffer.from('StakeKeyB'))
    bytes.write('StakeKeyA', at)
    expect(() => decodeKplTask(bytes)).toThrow(/comes twice/)
  })
})

describe('a KOII task account', () => {
  test('is read from the native program’s own JSON, to the last digit, and written back to the same bytes', () => {
    const task = decodeKoiiTask(koiiVectorBytes())
    expect(encodeKoiiTask(task).toString()).toBe(KOII_VECTOR)
    expect(task.total_bounty_amount).toBe(18_446_744_073_709_551_615n)
    const read = decodeTask('t', { owner: KOII_TASK_PROGRAM_ID, data: koiiVectorBytes() }) as Task
    expect(['StakeKeyA', 'StakeKeyB', 'StakeKeyC'].map((key) => stakedTask([read], key)?.stake)).toEqual([
      ...[3_900_000_000n, 9_007_199_254_740_993n, undefined],
    ])
  })

  test('of the local chain has the same fields in the same order', () => {
    const { data } = koiiTaskAccount({ name: 'B', minimumStake: 1n, stakes: new Map() })
    expect(Object.keys(decodeKoiiTask(data))).toEqual(Object.keys(decodeKoiiTask(koiiVectorBytes())))
  })

  test('keeps every digit of an amount above 2^53', () => {
    const task = decodeKoiiTask(koiiState('{"S":9007199254740993}'))
    expect(task.stake_list.S).toBe(9_007_199_254_740_993n)
    expect(decodeKoiiTask(encodeKoiiTask(task)).stake_list.S).toBe(9_007_199_254_740_993n)
  })

  test('may be padded, or written over a longer one; what stands behind it is not read', () => {
    const state = koiiState('{"}\\"{":1,"\\\\":2}')
    const stakes = Object.entries({ '}"{': 1n, '\\': 2n })
    for (const behind of [Buffer.alloc(99), koiiVectorBytes().subarray(state.length), Buffer.from('"}{')])
      expect(Object.entries(decodeKoiiTask(Buffer.concat([state, behind])).stake_list)).toEqual(stakes)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (behind) => {
        const task = decodeKoiiTask(Buffer.concat([koiiVectorBytes(), behind]))
        expect(encodeKoiiTask(task).toString()).toBe(KOII_VECTOR)
      }),
    )
  })

  test.each([
    ['fractions', koiiState('{"S":1.5}')],
    ['exponents', koiiState('{"S":1e9}')],
    ['negative stakes', koiiState('{"S":-1}')],
    ['stakes in text', koiiState('{"S":"1"}')],
    ['a list for a map', koiiState('[1]')],
    [
      'no list of stakes',
      Buffer.from('{"is_allowlisted":true,"task_name":"B","is_active":true,"minimum_stake_amount":1}'),
    ],
    ['no JSON', Buffer.from('{"is_allowlisted":true')],
    ['no UTF-8', Buffer.from('7b22ff223a317d', 'hex')],
    ['nothing', Buffer.alloc(200)],
    ['an array', Buffer.from('[]')],
    ['null', Buffer.from('null')],
  ])('with %s is refused', (_, bytes) => {
    expect(() => decodeKoiiTask(bytes)).toThrow(FormatError)
  })

  test('that nests without end, or has the keys of an object’s own machinery, is read or refused like any other', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect(() => decodeKoiiTask(koiiState(`{"S":${deep}}`))).toThrow(FormatError)
    const { stake_list } = decodeKoiiTask(koiiState('{"__proto__":5,"constructor":7}'))
    expect(Object.entries(stake_list)).toEqual([
      ['__proto__', 5n],
      ['constructor', 7n],
    ])
    const [owner, data] = [KOII_TASK_PROGRAM_ID, Buffer.concat([koiiState('{"S":1}'), Buffer.alloc(200)])]
    const task = decodeTask('t', { owner, data }) as Task
    expect(stakedTask([{ ...task, minimumStake: 1n }], 'toString')).toBeNull()
    const huge = decodeTask('t', { owner, data: Buffer.alloc(10 * 1_024 * 1_024 + 1) })
    expect(huge).toMatchObject({ problem: expect.stringMatching(/larger than any/) })
  })

  test('is written and read without a loss, whatever its stakes are', () => {
    const stakes = fc.dictionary(fc.string(), fc.bigInt(0n, 2n ** 64n - 1n))
    fc.assert(
      fc.property(stakes, fc.string(), (stake_list, task_name) => {
        const state = { ...decodeKoiiTask(koiiState('{}')), stake_list, task_name } as KoiiTask
        const read = decodeKoiiTask(encodeKoiiTask(state))
        expect(new Map(Object.entries(read.stake_list))).toEqual(new Map(Object.entries(stake_list)))
        expect(read.task_name).toBe(task_name)
      }),
    )
  })

  test('of random bytes is refused, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => decodeKoiiTask(bytes)).toThrow(FormatError)
      }),
    )
  })
})

describe('a task of either program', () => {
  const stakes = new Map([
    ['StakeA', 10n * KOII],
    ['StakeB', 5n * KOII],
  ])
  const sketch = { name: 'Free Fire', minimumStake: 10n * KOII, stakes }
  const mint = 'F1oti11aRaise1111111111111111111111111111111'

  test.each([
    ['KOII', koiiTaskAccount(sketch), KOII_TASK_PROGRAM_ID],
    ['KPL', kplTaskAccount({ ...sketch, mint }), KPL_TASK_PROGRAM_ID],
  ])('%s: an account made for the local chain reads as it was meant', (kind, account, owner) => {
    expect(account.owner.equals(owner)).toBe(true)
    expect(account.data).toHaveLength(8_192)
    expect(decodeTask('task', account)).toEqual({
      id: 'task',
      name: 'Free Fire',
      isRunning: true,
      minimumStake: 10n * KOII,
      stakesKoii: kind === 'KOII',
      mint: kind === 'KOII' ? null : mint,
      stakes,
    })
  })

  test('a KOII account starts as the filters of K2 expect', () => {
    expect(koiiTaskAccount(sketch).data.toString('utf8', 0, 22)).toBe('{"is_allowlisted":true')
    expect([...kplTaskAccount({ ...sketch, mint }).data.subarray(0, 2)]).toEqual([1, 1])
  })

  test.each(['KOII', 'KPL'])('%s: a task runs only when it is on the list, active and not moved', (kind) => {
    const isRunning = (change: Partial<Record<'is_allowlisted' | 'is_active' | 'is_migrated', boolean>>) => {
      const flags = { is_allowlisted: true, is_active: true, is_migrated: false, ...change }
      const [owner, data] =
        kind === 'KOII'
          ? [KOII_TASK_PROGRAM_ID, encodeKoiiTask({ ...decodeKoiiTask(koiiVectorBytes()), ...flags })]
          : [KPL_TASK_PROGRAM_ID, encodeKplTask({ ...decodeKplTask(kplVectorBytes()), ...flags })]
      return (decodeTask('t', { owner, data }) as Task).isRunning
    }
    expect([{}, { is_allowlisted: false }, { is_active: false }, { is_migrated: true }].map(isRunning)).toEqual([
      ...[true, false, false, false],
    ])
  })

  test('an account of another program, a staking account and no account are named, not thrown', () => {
    const { data } = koiiTaskAccount(sketch)
    expect(decodeTask('t', { owner: PublicKey.default, data })).toMatchObject({
      problem: expect.stringMatching(/no task program/),
    })
    expect(decodeTask('t', { owner: KOII_TASK_PROGRAM_ID, data: Buffer.alloc(100) })).toMatchObject({
      problem: expect.stringMatching(/too small/),
    })
    expect(decodeTask('t', null)).toMatchObject({ problem: expect.stringMatching(/no such account/) })
    expect(decodeTask('t', { owner: KPL_TASK_PROGRAM_ID, data })).toHaveProperty('problem')
  })

  const task = (change: Partial<Task> = {}): Task => ({
    id: 't',
    name: 'T',
    isRunning: true,
    minimumStake: 10n,
    stakesKoii: true,
    mint: null,
    stakes: new Map([['S', 10n]]),
    ...change,
  })
  test('a key runs a task when its stake reaches the minimum of a running one', () => {
    expect(stakedTask([task()], 'S')).toEqual({ task: 't', name: 'T', stake: 10n })
    expect(stakedTask([task({ minimumStake: 11n })], 'S')).toBeNull()
    expect(stakedTask([task({ isRunning: false })], 'S')).toBeNull()
    expect(stakedTask([task()], 'R')).toBeNull()
    expect(stakedTask([task({ minimumStake: 0n, stakes: new Map([['S', 0n]]) })], 'S')).toBeNull()
    expect(stakedTask([task({ isRunning: false }), task({ id: 'u' })], 'S')?.task).toBe('u')
  })
})
