import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Connection, Keypair, SystemProgram, Transaction } from '@solana/web3.js'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-chain-'))
const state = path.join(folder, 'chain.json')
afterAll(() => rmSync(folder, { recursive: true }))

async function start(...more: string[]) {
  const child = spawn(process.execPath, ['tools/chain.mjs', '--slot', '100', '--state', state, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { rpc } = JSON.parse(line) as { rpc: string }
  const ask = async (body: unknown) => {
    const response = await fetch(rpc, { method: 'POST', body: JSON.stringify(body) })
    return response.json() as Promise<{ result: never; error?: { message: string } }>
  }
  const call = async <T>(method: string, params: unknown[] = []) =>
    (await ask({ jsonrpc: '2.0', id: 1, method, params })).result as T
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    await once(child, 'exit')
  }
  return { rpc, ask, call, stop }
}

describe('the local chain', () => {
  test('accounts, slot, clock and block height survive a restart, and go on rising', async () => {
    const owner = Keypair.generate().publicKey.toBase58()
    const address = Keypair.generate().publicKey.toBase58()
    const first = await start()
    await first.call('flotilla_fund', [{ address: owner, lamports: '5000000000' }])
    await first.call('flotilla_setAccount', [
      { address, lamports: 5_000_000, owner, data: Buffer.from('{"a":1}').toString('base64') },
    ])
    const { unixTimestamp } = await first.call<{ unixTimestamp: number }>('flotilla_timeTravel', [{ seconds: 86_400 }])
    expect(unixTimestamp).toBeGreaterThanOrEqual(Math.floor(Date.now() / 1_000) + 86_000)
    const slot = await first.call<number>('getSlot', [{ commitment: 'processed' }])
    const height = await first.call<number>('getBlockHeight', [{ commitment: 'processed' }])
    await first.stop()
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({
      accounts: { [owner]: { lamports: 5_000_000_000 } },
    })

    const second = await start()
    expect(await second.call('getBalance', [owner])).toMatchObject({ value: 5_000_000_000 })
    const { value } = await second.call<{ value: { data: [string] } }>('getAccountInfo', [
      address,
      { encoding: 'base64' },
    ])
    expect(Buffer.from(value.data[0], 'base64').toString()).toBe('{"a":1}')
    expect(await second.call('getSlot', [{ commitment: 'processed' }])).toBeGreaterThan(slot)
    expect(await second.call('getBlockHeight', [{ commitment: 'finalized' }])).toBeGreaterThan(height)
    const clock = await new Connection(second.rpc).getBlockTime(
      await second.call<number>('getSlot', [{ commitment: 'processed' }]),
    )
    expect(clock).toBeGreaterThanOrEqual(unixTimestamp)
    await second.stop()
  })
  test('slots that are skipped make final what is in a block, and leave block heights and blockhashes as they are', async () => {
    const chain = await start()
    const connection = new Connection(chain.rpc, 'confirmed')
    const [payer, to] = [Keypair.generate(), Keypair.generate().publicKey]
    await chain.call('flotilla_fund', [{ address: payer.publicKey.toBase58(), lamports: '5000000000' }])
    const { blockhash } = await connection.getLatestBlockhash()
    const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: blockhash })
    transaction.add(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports: 1_000_000 }))
    transaction.sign(payer)
    const signature = await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true })
    const status = async () => (await connection.getSignatureStatus(signature)).value?.confirmationStatus
    await expect.poll(status).toBe('confirmed')
    const [slot, height] = [await connection.getSlot('processed'), await connection.getBlockHeight('processed')]
    await Promise.all([1, 2].map(() => chain.call('flotilla_pass', [{ slots: 33 }])))
    expect(await status()).toBe('finalized')
    expect(await connection.getSlot('processed')).toBeGreaterThanOrEqual(slot + 66)
    expect(await connection.getBlockHeight('processed')).toBeLessThan(height + 33)
    expect((await connection.isBlockhashValid(blockhash)).value).toBe(true)
    await chain.stop()
  })

  test('time moves by what was asked, and the slot never goes back', async () => {
    const chain = await start()
    const slots: number[] = []
    for (const seconds of [86_400, 561_600, 90, 3_600]) {
      const before = await chain.call<{ unixTimestamp: number }>('flotilla_timeTravel', [{ seconds: 1 }])
      const { unixTimestamp } = await chain.call<{ unixTimestamp: number }>('flotilla_timeTravel', [{ seconds }])
      expect(unixTimestamp - before.unixTimestamp).toBeGreaterThanOrEqual(seconds)
      expect(unixTimestamp - before.unixTimestamp).toBeLessThan(seconds + 10)
      slots.push(await chain.call<number>('getSlot', [{ commitment: 'finalized' }]))
    }
    expect(slots).toEqual([...slots].sort((a, b) => a - b))
    await chain.stop()
  })
  test('after kill -9 the last snapshot is taken up, never half of one', async () => {
    const owner = Keypair.generate().publicKey.toBase58()
    const first = await start('--keep', '100')
    await first.call('flotilla_fund', [{ address: owner, lamports: '7000000000' }])
    await expect.poll(() => JSON.parse(readFileSync(state, 'utf8')).accounts[owner]?.lamports).toBe(7_000_000_000)
    await first.stop('SIGKILL')
    const second = await start()
    expect(await second.call('getBalance', [owner])).toMatchObject({ value: 7_000_000_000 })
    await second.stop()
  })
  test('batches are answered in order, and time does not go back', async () => {
    const chain = await start()
    const calls = ['getSlot', 'getGenesisHash', 'getBlockHeight'].map((method, id) => ({ jsonrpc: '2.0', id, method }))
    expect(await chain.ask(calls)).toMatchObject([{ id: 0 }, { id: 1, result: expect.any(String) }, { id: 2 }])
    const back = { jsonrpc: '2.0', id: 9, method: 'flotilla_timeTravel', params: [{ seconds: -1 }] }
    expect(await chain.ask(back)).toMatchObject({
      id: 9,
      error: { message: expect.stringContaining('after the present one') },
    })
    await chain.stop()
  })
})
