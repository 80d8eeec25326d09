// F1: kill -9 of the web process, the worker, PostgreSQL and the chain at counted moments of their work.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Kills } from '@/test/kills'
import { build, generateClient } from '../../tools/build.mjs'
import { options, plantFor } from './options'

const { seed = 1, long, kills = long ? 150 : 20 } = options(['seed', 'kills'])
const planted = plantFor('F1')
/** An amount has room for the bits of 29 acts of a person. */
const buyers = Math.max(4, Math.ceil(kills / 10))

console.error(`F1 with seed ${seed}: ${kills} kills and three in a payout, ${buyers} people`)
await generateClient(process.env)
await build(process.env)
const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-kills-'))
chmodSync(folder, 0o755)
try {
  const report = await new Kills({ seed, kills, buyers, folder, ...planted }).run()
  const ok = report.findings.length === 0
  console.log(JSON.stringify({ name: 'F1', ok, ...report }))
  process.exitCode = ok ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
