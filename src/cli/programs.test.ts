import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PublicKey } from '@solana/web3.js'
import { afterAll, expect, vi } from 'vitest'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { KOII, parseMoney } from '@/kit/money'
import { readSigner } from '@/server/signers'
import { test } from '@/test/chain'
import { flotilla, run } from '@/test/command'
import { codeOf } from './committed'
import { carryOut, planOf } from './deployment'
import { main as keys } from './keys'
import { main } from './programs'

// Each deployment is some fifty transactions.
vi.setConfig({ testTimeout: 120_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-programs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const readKey = (address: string) => new PublicKey(address)

async function key(name: string, role = name): Promise<{ file: string; address: string }> {
  const file = path.join(folder, `${name}.json`)
  expect((await run(keys, ['new', role, '--to', file])).code).toBe(0)
  return { file, address: readSigner(file).publicKey }
}

test('the committed program is priced, deployed in spite of a kill, compared, and given out of hand', async ({
  chain,
}) => {
  const [payer, program] = [await key('deployer'), await key('program')]
  const common = ['deploy', '--rpc', chain.rpcUrl, '--payer', payer.file]
  const deploy = [...common, '--network', 'local', '--program-key', program.file]

  const poor = await run(main, deploy)
  expect(poor).toMatchObject({ code: 1, out: expect.stringContaining('The payer lacks') })
  await chain.rpc('flotilla_fund', [{ address: payer.address, lamports: '10000000000' }])
  const dry = await run(main, deploy)
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was sent. Add --send to do it.') })
  const { code } = codeOf('raise')
  const staying = BigInt(await chain.connection.getMinimumBalanceForRentExemption(45 + 2 * code.length))
  const needed = parseMoney(/needed at the start +([\d.]+) KOII/.exec(dry.out)?.[1] ?? '', KOII)
  if (!needed.ok) throw new Error(needed.problem)
  expect(needed.money.units).toBeGreaterThan(staying)
  expect(needed.money.units).toBeLessThan(2n * staying)
  expect(dry.out).toContain(`${payer.address} can replace the program afterwards (the payer)`)
  expect(await chain.connection.getBalance(readKey(payer.address))).toBe(10_000_000_000)

  // Killed while the code is being written: the next run goes on.
  const killed = await flotilla(['programs', ...deploy, '--send'], (line, kill) => /to write/.test(line) && kill())
  expect(killed).toMatchObject({ code: null })
  const sent = await run(main, [...deploy, '--send', '--authority', 'none'])
  expect(sent).toMatchObject({ code: 0, err: '' })
  expect(sent.out).toContain(`RAISE_PROGRAM_ID=${program.address}`)

  const again = await run(main, [...deploy, '--send', '--authority', 'none'])
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('this very code') })
})

test('another network, a missing node and a program nobody may replace are refused by name', async ({ chain }) => {
  const payer = await key('stranger', 'deployer')
  const program = RAISE_PROGRAM_IDS.local!.toBase58()
  const deploy = ['deploy', '--payer', payer.file, '--program-id', program]
  expect(await run(main, [...deploy, '--network', 'k2-testnet', '--rpc', chain.rpcUrl])).toMatchObject({
    code: 1,
    err: expect.stringContaining('but FLOTILLA_NETWORK says k2-testnet'),
  })
  expect(await run(main, [...deploy, '--network', 'local', '--rpc', 'http://127.0.0.1:1'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not answer'),
  })
  expect(await run(main, [...deploy, '--network', 'local', '--rpc', chain.rpcUrl])).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no program at'),
  })
})

test('a program is replaced by the committed code, by its upgrade authority alone', async ({ chain }) => {
  const [payer, program, other] = [
    await key('upgrader', 'deployer'),
    await key('replaced', 'program'),
    await key('other', 'deployer'),
  ]
  for (const { address } of [payer, other]) await chain.rpc('flotilla_fund', [{ address, lamports: '10000000000' }])
  const { code } = codeOf('raise')
  const older = { connection: chain.connection, programId: readKey(program.address), payer: readKey(payer.address) }
  const deployment = { ...older, code: Uint8Array.from([...code, 1]), authority: older.payer, room: 2 * code.length }
  const signers = { payer: readSigner(payer.file), program: readSigner(program.file) }
  await carryOut(deployment, await planOf(deployment), signers, () => undefined)

  const upgrade = (from: string) =>
    run(main, [
      ...['deploy', '--network', 'local', '--rpc', chain.rpcUrl, '--program-id', program.address, '--send'],
      ...['--payer', from],
    ])
  expect(await upgrade(other.file)).toMatchObject({
    code: 1,
    err: `The program at ${program.address} is another one, and only ${payer.address} can replace it.`,
  })
  const upgraded = await upgrade(payer.file)
  expect(upgraded).toMatchObject({ code: 0, err: '', out: expect.stringContaining('another version, to be replaced') })
  expect(upgraded.out).toContain('rent that stays        0 KOII')
})
