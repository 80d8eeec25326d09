// Starts tools/chain.mjs as a process, puts the committed programs on it and gives the worker's keys something to pay fees with.
import path from 'node:path'
import { end, start } from './children.mjs'

const root = path.resolve(import.meta.dirname, '..')
/** The programs of the local chain; src/chain/programs.ts names the same addresses. */
const PROGRAMS = [
  { programId: 'F1oti11aRaise1111111111111111111111111111111', so: 'programs/raise/raise.so' },
  { programId: 'F1oti11aDistribution111111111111111111111111', so: 'programs/distributor/distributor.so' },
  // K2's task programs, of which only staking is stood in for.
  { programId: 'Koiitask22222222222222222222222222222222222', so: 'programs/tasks/tasks.so' },
  { programId: 'KPLTRVs6jA7QTthuJH2cEmyCEskFbSV2xpZw46cganN', so: 'programs/tasks/tasks.so' },
]
const POCKET_MONEY = '2000000000000000'

async function rpc(url, method, params = []) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })
  const { result, error } = await response.json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}

/** Starts the process and waits for the line in which it says where it is. */
async function launch({ stateDir, port, slotMs, keepMs, soon, env, say }) {
  const state = path.join(stateDir, 'chain.json')
  const args = [
    '--port',
    String(port),
    '--slot',
    String(slotMs),
    '--state',
    state,
    '--keep',
    String(keepMs),
    ...(soon ? ['--soon'] : []),
  ]
  let child
  const ready = await new Promise((resolve, reject) => {
    let lastWords = ''
    const onLine = (line) => {
      lastWords = line
      if (line.startsWith('{"rpc"')) resolve(JSON.parse(line))
      else say(`chain: ${line}`)
    }
    child = start(process.execPath, [path.join(root, 'tools/chain.mjs'), ...args], { env, cwd: root, onLine })
    child.once('exit', (code, signal) =>
      reject(new Error(`The local chain ended at once (${signal ?? `code ${code}`}). ${lastWords}`)),
    )
  })
  return { child, ready }
}

/** Starts the local chain, which keeps its state every `keepMs`; with `soon`, what is sent is final as soon as it is in a block. Returns its addresses, whether it goes on from an earlier state, its process and how to stop it. */
export async function startChain({ stateDir, port, slotMs, keepMs = 15_000, soon = false, env, say, fund }) {
  const { child, ready } = await launch({ stateDir, port, slotMs, keepMs, soon, env, say })
  const stop = () => end(child)
  try {
    for (const { programId, so } of PROGRAMS)
      await rpc(ready.rpc, 'flotilla_deploy', [{ programId, soPath: path.join(root, so) }])
    if (!ready.restored) {
      for (const address of fund) await rpc(ready.rpc, 'flotilla_fund', [{ address, lamports: POCKET_MONEY }])
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { url: ready.rpc, ws: ready.ws, restored: ready.restored, child, stop }
}
