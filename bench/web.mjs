// B8 `web`: requests a second of public pages and of a read procedure, against a static page and a route handler of a bare Next
// app, turn by turn in one run. Load comes from another process on the same machine.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { inWorld } from '../tools/journeys.mjs'
import { median, round, withBareApp } from './bare.mjs'

const ROUNDS = 5
const SECONDS = 3
const CONNECTIONS = 16
const autocannon = path.resolve(import.meta.dirname, '../node_modules/autocannon/autocannon.js')

/** One turn of load; throws when an answer was no success, since a fast wrong answer counts for nothing. */
async function load(url) {
  const args = [autocannon, '-j', '-c', String(CONNECTIONS), '-d', String(SECONDS), url]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 })
  const report = JSON.parse(stdout)
  if (report.non2xx > 0 || report.errors > 0)
    throw new Error(`${url}: ${report.non2xx} answers were no success, ${report.errors} errors`)
  return { rate: report.requests.average, p99: report.latency.p99 }
}

async function compare(name, ours, peer, goal) {
  const rounds = []
  await load(ours)
  await load(peer)
  for (let round = 0; round < ROUNDS; round += 1) rounds.push([await load(ours), await load(peer)])
  const our = median(rounds.map(([mine]) => mine.rate))
  const their = median(rounds.map(([, theirs]) => theirs.rate))
  const ratio = round(our / their)
  const checks = { rounds: ROUNDS, connections: CONNECTIONS, p99Ms: median(rounds.map(([mine]) => mine.p99)) }
  return { name, ours: round(our), peer: round(their), ratio, goal, ok: ratio >= goal, checks }
}

export const measure = () =>
  withBareApp((bare) =>
    inWorld(
      async ({ site }) => {
        const base = site.replace('localhost', '127.0.0.1')
        const list = await (await fetch(`${base}/projects`)).text()
        const project = /href="(\/projects\/[a-z0-9-]+)"/.exec(list)?.[1]
        if (!project) throw new Error('the demo world shows no project')
        const search = `${base}/projects?q=${encodeURIComponent('node')}`
        const call = `${base}/api/trpc/rounds.list`
        return [
          await compare('web/list', `${base}/projects`, bare, 0.9),
          await compare('web/project', `${base}${project}`, bare, 0.9),
          await compare('web/search', search, bare, 0.9),
          await compare('web/procedure', call, `${bare}/ok`, 0.8),
        ]
      },
      { say: (line) => console.error(line) },
    ),
  )
