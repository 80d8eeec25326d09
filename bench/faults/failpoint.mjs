// Loaded into a process before its own code (`node --import`): kills it, or PostgreSQL under it, at a counted moment of its work.
// What to strike at stands in the file that FLOTILLA_FAILPOINT names: { id, victim, event, nth, when, pid }. Events are statements
// (`update intent`, `commit of update intent`), questions to the chain (`rpc sendTransaction`) and, in the process of the chain, what
// it is asked (`chain sendTransaction`) and its keeping of its state (`chain keep`). Nothing here looks at a clock.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

const FILE = process.env.FLOTILLA_FAILPOINT
const rename = fs.renameSync
let [id, seen] = [0, 0]

/** The point when one of these names of an event is where to strike; events are counted from the moment that the point was set. */
function reached(...events) {
  let point
  try {
    point = JSON.parse(fs.readFileSync(FILE, 'utf8'))
  } catch {
    return null // nothing is to be struck
  }
  if (point.id !== id) [id, seen] = [point.id, 0]
  if (!events.includes(point.event)) return null
  seen += 1
  return seen === point.nth ? point : null
}

/** The postmaster alone would leave its backends alive, so all of them go at once. */
function serverProcesses(pid) {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const children = all.map((line) => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid)
  return [pid, ...children.map(([child]) => child)]
}

function strike({ victim, pid }) {
  fs.unlinkSync(FILE) // once
  for (const one of victim === 'postgres' ? serverProcesses(pid) : [process.pid]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch (error) {
      if (error.code !== 'ESRCH') throw error // it ended by itself a moment before
    }
  }
}

const KINDS = /^\s*(insert into|update|delete from|select|commit)\b\s*(?:"public"\.)?"?(\w*)/i
/** By connection: what its transaction has written, which is what a commit is called after. */
const wrote = new WeakMap()

/** The names of a statement; a commit has one for each kind of writing that it makes lasting. */
function namesOf(client, text) {
  const [, verb, table] = KINDS.exec(text) ?? []
  if (!verb) return []
  const kind = verb.toLowerCase()
  const written = wrote.get(client) ?? new Set()
  if (kind === 'commit') {
    wrote.delete(client)
    return [...written].map((name) => `commit of ${name}`)
  }
  const name = `${kind} ${table}`
  if (kind !== 'select') wrote.set(client, written.add(name))
  return [name]
}

function watchStatements() {
  const { Client } = createRequire(import.meta.url)('pg')
  const query = Client.prototype.query
  Client.prototype.query = function (config, values, heard) {
    const text = typeof config === 'string' ? config : config?.text
    if (typeof text !== 'string' || typeof config.submit === 'function') return query.call(this, config, values, heard)
    if (/^\s*(begin|rollback)/i.test(text)) wrote.delete(this)
    const point = reached(...namesOf(this, text))
    if (!point) return query.call(this, config, values, heard)
    if (point.when === 'before') {
      strike(point)
      return query.call(this, config, values, heard)
    }
    // PostgreSQL has done it, and nobody hears of it.
    const callback = typeof values === 'function' ? values : heard
    const lost = query
      .call(this, config, typeof values === 'function' ? undefined : values)
      .finally(() => strike(point))
    const answer = lost.then(() => Promise.reject(new Error('Connection terminated unexpectedly')))
    if (!callback) return answer
    answer.catch((error) => callback(error))
  }
}

function watchQuestions() {
  const ask = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const method = /"method":"(\w+)"/.exec(typeof init?.body === 'string' ? init.body : '')?.[1]
    const point = method && reached(`rpc ${method}`)
    if (point?.when === 'before') strike(point)
    const answer = await ask(input, init)
    if (point?.when === 'after') strike(point)
    return answer
  }
}

const wireOf = (body) => JSON.parse(body).params[0]

function watchChain() {
  const { end } = http.ClientRequest.prototype
  const sent = new Set()
  http.ClientRequest.prototype.end = function (body, ...rest) {
    const isNew = typeof body === 'string' && /"method":"sendTransaction"/.test(body) && !sent.has(wireOf(body))
    if (isNew) sent.add(wireOf(body))
    // A transaction that the worker sends once more is no other one.
    const point = isNew && reached('chain sendTransaction')
    if (point && point.when === 'before') strike(point)
    if (point && point.when === 'after') this.on('response', (response) => response.on('end', () => strike(point)))
    return end.call(this, body, ...rest)
  }
  fs.renameSync = (from, to) => {
    const point = path.basename(String(to)) === 'chain.json' && reached('chain keep')
    if (point?.when === 'before') strike(point)
    rename(from, to)
    if (point?.when === 'after') strike(point)
  }
  syncBuiltinESMExports()
}

if (FILE && process.argv[1]?.endsWith('tools/chain.mjs')) watchChain()
else if (FILE) {
  watchStatements()
  watchQuestions()
}
