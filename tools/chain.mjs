// The local chain: Surfpool, a complete Solana-compatible node in one npm package, behind fixed ports.
//
//   node tools/chain.mjs --port 8899 --slot 200 --state .flotilla/chain.json --keep 15000
//
// `--soon`: whatever is sent is final as soon as it is in a block.
// Prints one JSON line {"rpc","ws","genesis"} when it answers. The wrapper drains the node's events (an undrained node freezes
// at its 1,024th), repairs what the node answers differently from a real one (see REPAIRS), keeps accounts, slot and clock in
// a file, and adds methods that only a private chain can have: flotilla_timeTravel, flotilla_pass, flotilla_fund,
// flotilla_setAccount and flotilla_deploy. It listens on loopback alone.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort } from './port.mjs'

const HOST = '127.0.0.1'
const DRAIN_EVERY_MS = 100
/** A blockhash lives this many blocks; after a jump in time none from before may count as alive. */
const BLOCKHASH_LIFE = 151
const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111'
const CLOCK = 'SysvarC1ock11111111111111111111111111111111'

function loadNode() {
  const name = { 'linux-x64': 'linux-x64-gnu', 'darwin-arm64': 'darwin-arm64', 'darwin-x64': 'darwin-x64' }[
    `${process.platform}-${process.arch}`
  ]
  if (!name)
    throw new Error(`There is no local chain for ${process.platform} ${process.arch}. Set RPC_URL to a node of yours.`)
  return createRequire(import.meta.url)(`@solana/surfpool-${name}`).Surfnet
}

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    slot: { type: 'string', default: '200' },
    state: { type: 'string' },
    keep: { type: 'string', default: '15000' },
    soon: { type: 'boolean', default: false },
  },
})
const node = loadNode().startWithConfig({
  offline: true,
  blockProductionMode: 'clock',
  slotTimeMs: Number(values.slot),
})
const drain = setInterval(() => node.drainEvents(), DRAIN_EVERY_MS)
const upstream = new URL(node.rpcUrl)
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

/** Sends one body to the node and returns its answer as text. */
function forward(body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = http.request(
      { hostname: upstream.hostname, port: upstream.port, method: 'POST', agent, headers },
      (response) => {
        const parts = []
        response
          .on('data', (part) => parts.push(part))
          .on('end', () => resolve(Buffer.concat(parts).toString()))
          .on('error', reject)
      },
    )
    request.on('error', reject).end(body)
  })
}

async function ask(method, params = []) {
  const { result, error } = JSON.parse(await forward(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })))
  if (error) throw new Error(`${method}: ${error.data ?? error.message}`)
  return result
}

// The node starts its block height anew at every jump in time. `heightBase` makes it rise for ever, as on a real chain, so that
// "expired" can be told from the height alone.
let heightBase = 0
async function leaveHeightBehind() {
  heightBase += (await ask('getBlockHeight', [{ commitment: 'processed' }])) + BLOCKHASH_LIFE
}

async function readClock() {
  const { value } = await ask('getAccountInfo', [CLOCK, { encoding: 'base64' }])
  return Number(Buffer.from(value.data[0], 'base64').readBigInt64LE(32))
}

/**
 * Moves the chain's clock forward: `{ seconds }` from where it is, or `{ to }` in unix seconds. Never back. It travels by slots,
 * which carry the clock with them: the node's own travel to a time can set the slot back, which no real chain ever does.
 */
async function timeTravel({ seconds, to } = {}) {
  const current = await readClock()
  const distance = to === undefined ? seconds : to - current
  if (!Number.isSafeInteger(distance) || distance <= 0) {
    throw new Error('flotilla_timeTravel: name a time after the present one')
  }
  await leaveHeightBehind()
  const slot = await ask('getSlot', [{ commitment: 'processed' }])
  await ask('surfnet_timeTravel', [{ absoluteSlot: slot + Math.ceil((distance * 1_000) / Number(values.slot)) }])
  return { unixTimestamp: await readClock() }
}

/** Skips slots that nobody led, as real chains do: what is in a block becomes final at once, and blockhashes stay as they are. */
async function pass({ slots }) {
  const slot = await ask('getSlot', [{ commitment: 'processed' }])
  await ask('surfnet_timeTravel', [{ absoluteSlot: slot + slots }])
  return { slot: slot + slots }
}

function setAccount({ address, lamports, data = '', owner, executable = false }) {
  return ask('surfnet_setAccount', [
    address,
    { lamports, data: Buffer.from(data, 'base64').toString('hex'), owner, executable },
  ])
}

/** One jump after the other: two that began at one slot could set it back. */
let jumping = Promise.resolve()
const inTurn = (jump) => (input) => {
  const jumped = jumping.then(() => jump(input))
  jumping = jumped.catch(() => undefined)
  return jumped
}

/** From a block until it is final. */
const FINALITY_SLOTS = 33
let isDue = false
const makeFinal = inTurn(async () => {
  isDue = false // what is sent from now on may miss this block
  const slot = await ask('getSlot', [{ commitment: 'processed' }])
  while ((await ask('getSlot', [{ commitment: 'processed' }])) < slot + 2) await pause(Number(values.slot) / 4)
  await pass({ slots: FINALITY_SLOTS })
})

/** Lets slots pass after the block that comes next, once for all that was sent until then. */
function makeFinalSoon() {
  if (isDue) return
  isDue = true
  makeFinal().catch((error) => console.error(`chain: no slots passed: ${error.message}`))
}

const OWN_METHODS = {
  flotilla_timeTravel: inTurn(timeTravel),
  flotilla_pass: inTurn(pass),
  flotilla_fund: async ({ address, lamports }) => {
    const { value } = await ask('getBalance', [address, { commitment: 'processed' }])
    node.fundSol(address, value + Number(lamports))
    return { lamports: value + Number(lamports) }
  },
  flotilla_setAccount: setAccount,
  flotilla_deploy: async ({ programId, soPath }) => {
    node.deploy({ programId, soPath })
    return { programId }
  },
}

// REPAIRS: what this node answers differently from a validator, method by method.
const REPAIRS = {
  // Given in thousandths of a second's thousandth: take the block's own time.
  getTransaction: async (result) => {
    if (result?.blockTime && result.blockTime < 1e8) result.blockTime = await ask('getBlockTime', [result.slot])
    return result
  },
  getBlockHeight: (result) => result + heightBase,
  getEpochInfo: (result) => ({ ...result, blockHeight: result.blockHeight + heightBase }),
  getLatestBlockhash: (result) => ({
    ...result,
    value: { ...result.value, lastValidBlockHeight: result.value.lastValidBlockHeight + heightBase },
  }),
}

async function answer(call) {
  const own = OWN_METHODS[call.method]
  if (own) return JSON.stringify({ jsonrpc: '2.0', id: call.id, result: await own(call.params?.[0] ?? {}) })
  const text = await forward(JSON.stringify(call))
  if (values.soon && call.method === 'sendTransaction') makeFinalSoon()
  const repair = REPAIRS[call.method]
  if (!repair) return text
  const reply = JSON.parse(text)
  if (reply.result !== undefined && reply.result !== null) reply.result = await repair(reply.result)
  return JSON.stringify(reply)
}

const answerOrError = (call) =>
  answer(call).catch((error) =>
    JSON.stringify({ jsonrpc: '2.0', id: call?.id ?? null, error: { code: -32603, message: error.message } }),
  )

/** The node refuses batches, which web3.js sends: they are taken apart here. */
const answerAll = async (calls) =>
  Array.isArray(calls) ? `[${(await Promise.all(calls.map(answerOrError))).join(',')}]` : answerOrError(calls)

function serveHttp(port) {
  const server = http.createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*')
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    const parts = []
    request
      .on('data', (part) => parts.push(part))
      .on('end', async () => {
        response.setHeader('content-type', 'application/json')
        try {
          response.end(await answerAll(JSON.parse(Buffer.concat(parts).toString())))
        } catch (error) {
          response
            .writeHead(400)
            .end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32700, message: error.message } }))
        }
      })
  })
  return listen(server, port)
}

function serveWebSocket(port) {
  const target = new URL(node.wsUrl)
  const server = net.createServer((client) => {
    const inside = net.connect(Number(target.port), target.hostname)
    client.pipe(inside).pipe(client)
    client.on('error', () => inside.destroy())
    inside.on('error', () => client.destroy())
  })
  return listen(server, port)
}

function listen(server, port) {
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, HOST, () => resolve(server)))
}

/** Everything that is not part of a fresh node. Programs are left out: they are deployed anew at each start. */
async function exportAccounts(builtIn) {
  const { value } = await ask('surfnet_exportSnapshot')
  const own = Object.entries(value).filter(([address, account]) => !builtIn.has(address) && account.owner !== LOADER)
  return Object.fromEntries(
    own.map(([address, { lamports, owner, data, executable }]) => [address, { lamports, owner, data, executable }]),
  )
}

/** Writes the state beside the file and renames it: a crash leaves the old one or the new one, never half of either. */
async function save(file, builtIn) {
  const slot = await ask('getSlot', [{ commitment: 'processed' }])
  const height = (await ask('getBlockHeight', [{ commitment: 'processed' }])) + heightBase
  const state = { slot, height, unixTimestamp: await readClock(), accounts: await exportAccounts(builtIn) }
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function readState(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw new Error(`${file} cannot be read (${error.message}). Start with --fresh to begin anew.`)
  }
}

/** Puts accounts, slot and clock back. The slot carries the clock with it: the chain goes on as if it had never stopped. */
async function restore({ slot, height, unixTimestamp, accounts }) {
  heightBase = height + BLOCKHASH_LIFE
  await ask('surfnet_timeTravel', [{ absoluteSlot: slot + 1 }])
  if ((await readClock()) < unixTimestamp) await timeTravel({ to: unixTimestamp })
  for (const [address, account] of Object.entries(accounts)) await setAccount({ address, ...account })
}

const stateFile = values.state && path.resolve(values.state)
const builtIn = new Set(Object.keys((await ask('surfnet_exportSnapshot')).value))
const saved = stateFile ? readState(stateFile) : null
if (saved) await restore(saved)

/** The wanted pair of ports, or a free pair when somebody else took one of them. */
async function serveBoth(wanted) {
  const port = await freePort(wanted, 2)
  let web
  try {
    web = await serveHttp(port)
    return { web, sockets: await serveWebSocket(port + 1), port }
  } catch (error) {
    web?.close()
    if (error.code !== 'EADDRINUSE') throw error
    return serveBoth(0)
  }
}

const { web, sockets, port } = await serveBoth(Number(values.port))
const genesis = await ask('getGenesisHash')
console.log(
  JSON.stringify({ rpc: `http://${HOST}:${port}`, ws: `ws://${HOST}:${port + 1}`, genesis, restored: saved !== null }),
)

let saving = Promise.resolve()
const saveSoon = () => {
  saving = saving
    .then(() => save(stateFile, builtIn))
    .catch((error) => console.error(`chain: the snapshot was not written: ${error.message}`))
  return saving
}
const keeper = stateFile ? setInterval(saveSoon, Number(values.keep)) : undefined

async function stop() {
  clearInterval(keeper)
  if (stateFile) await saveSoon()
  clearInterval(drain)
  web.close()
  sockets.close()
  node.stop()
  process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
if (process.env.FLOTILLA_SUPERVISED) process.stdin.on('end', stop).resume() // the starter is gone
