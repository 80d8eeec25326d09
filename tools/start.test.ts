import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import { localKeys } from './keys.mjs'
import { folderProblem, machineProblem } from './start.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the second half of `npm start` and returns what it said and how it ended. */
async function up(variables: Record<string, string>, ...args: string[]) {
  const env = { ...process.env, DATABASE_URL: '', RPC_URL: '', DATA_DIR: folder, ...variables }
  const child = spawn(process.execPath, ['tools/up.mjs', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const [code] = await once(child, 'close')
  return { code, said: said.trim() }
}

describe('a machine that cannot run it gets one sentence', () => {
  const linux = { platform: 'linux', arch: 'x64', version: 'v24.21.0', rpcUrl: undefined }
  test.each([
    ['Linux on x64', linux, null],
    ['the oldest Node', { ...linux, version: 'v20.19.0' }, null],
    ['macOS on arm64', { ...linux, platform: 'darwin', arch: 'arm64' }, null],
    ['Windows', { ...linux, platform: 'win32' }, /does not run on Windows/],
    ['Node 20.18', { ...linux, version: 'v20.18.3' }, /This is Node v20\.18\.3; Flotilla needs 20\.19/],
    ['Node 18', { ...linux, version: 'v18.20.0' }, /needs 20\.19/],
    ['FreeBSD', { ...linux, platform: 'freebsd' }, /no Node 24 to run on for freebsd x64/],
    ['Linux on arm64 without a node', { ...linux, arch: 'arm64' }, /no local chain for linux arm64. Set RPC_URL/],
    ['Linux on arm64 with a node', { ...linux, arch: 'arm64', rpcUrl: 'https://rpc.example' }, null],
  ])('%s', (_, machine, sentence) => {
    const problem = machineProblem(machine)
    if (sentence === null) expect(problem).toBeNull()
    else expect(problem).toMatch(sentence)
  })
})

describe('a start that cannot work leaves nothing half-started', () => {
  test('a folder that cannot be written', () => {
    writeFileSync(path.join(folder, 'file'), '')
    expect(folderProblem(path.join(folder, 'file/below'))).toMatch(/which cannot be written \(ENOTDIR\)/)
    if (process.platform === 'linux')
      expect(folderProblem('/proc/flotilla/a')).toMatch(/which cannot be written \(ENOENT\)/)
    expect(folderProblem(path.join(folder, 'new/one'))).toBeNull()
    expect(readdirSync(path.join(folder, 'new/one'))).toEqual([])
  })
  test('a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, said } = await up({ PORT: String(port) })
    other.close()
    expect(code).toBe(1)
    expect(said).toMatch(`Port ${port} is taken by another program. Choose another one: PORT=`)
    const [, proposed] = /PORT=(\d+) npm start$/.exec(said) ?? []
    expect(Number(proposed)).toBeGreaterThan(0)
    expect(proposed).not.toBe(String(port))
  })
  test.each([
    ['a port that is none', { PORT: '70000' }, [], 'PORT: 70000 is no port. Write a number from 1 to 65535.'],
    [
      'an option that does not exist',
      {},
      ['--frsh'],
      /^Unknown option '--frsh'.*There are --fresh, --no-demo and --dev\.$/,
    ],
  ])('%s', async (_, variables, args, sentence) => {
    const { code, said } = await up(variables, ...args)
    expect(code).toBe(1)
    expect(said).toMatch(sentence)
  })
  test('a real network without its secrets names each of them, and makes none up', async () => {
    const variables = { FLOTILLA_NETWORK: 'k2-testnet', PORT: '39123', AUTH_SECRET: '', DOCUMENT_KEY: '' }
    const { code, said } = await up({
      ...variables,
      DATABASE_URL: 'postgresql://x@127.0.0.1/x',
      RPC_URL: 'http://127.0.0.1:1',
    })
    expect(code).toBe(1)
    for (const name of ['AUTH_SECRET', 'DOCUMENT_KEY', 'GUARDIAN', 'FEE_WALLET', 'SITE_URL'])
      expect(said).toContain(`${name}: missing`)
    for (const made of ['keys', 'postgres', 'chain.json', 'running.pid'])
      expect(existsSync(path.join(folder, made)), made).toBe(false)
  })
  test('a node of another cluster than the network says', async () => {
    const chain = spawn(process.execPath, ['tools/chain.mjs'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = (await once(createInterface({ input: chain.stdout }), 'line')) as [string]
    const { rpc, genesis } = JSON.parse(line) as { rpc: string; genesis: string }
    const keys = localKeys(path.join(folder, 'elsewhere'))
    const { code, said } = await up({
      ...keys,
      ...{ FLOTILLA_NETWORK: 'k2-testnet', PORT: '39124', RPC_URL: rpc, DATABASE_URL: 'postgresql://x@127.0.0.1/x' },
      ...{ SITE_URL: 'https://flotilla.example.org', SMTP_URL: 'smtp://mail.example.org:587' },
      RAISE_PROGRAM_ID: 'F1oti11aRaise1111111111111111111111111111111',
      DISTRIBUTOR_PROGRAM_ID: 'F1oti11aDistribution111111111111111111111111',
    })
    chain.kill()
    await once(chain, 'exit')
    expect(said).toContain(`genesis hash ${genesis}`)
    expect(code).toBe(1)
    for (const made of ['postgres', 'chain.json', 'running.pid'])
      expect(existsSync(path.join(folder, made)), made).toBe(false)
  })
  test('a folder from which another Flotilla runs', async () => {
    const own = path.join(folder, 'running')
    mkdirSync(own)
    // A process that looks like the other one: what counts is the name of its program.
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'up.mjs'], { stdio: 'ignore' })
    writeFileSync(path.join(own, 'running.pid'), String(other.pid))
    const { code, said } = await up({ DATA_DIR: own, PORT: '39125' })
    other.kill()
    await once(other, 'exit')
    expect({ code, said }).toEqual({
      code: 1,
      said: `Flotilla is already running from this folder (process ${other.pid}). Stop it there with Ctrl-C.`,
    })
    expect(readdirSync(own)).toEqual(['running.pid'])
  })
})
