// Writes the first migration of one room: `node tools/migration.mjs identity` turns prisma/schema/identity.prisma and
// the hand-written prisma/sql/identity.sql (constraints, triggers, functions) into prisma/migrations/0003_identity.
// Rooms share no Prisma relation, so each room's tables can be made alone, ground floor first.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const ROOMS = ['log', 'ledger', 'identity', 'compliance', 'payments', 'projects', 'raises', 'rounds']
const root = path.resolve(import.meta.dirname, '..')
const [room] = process.argv.slice(2)
if (!ROOMS.includes(room)) {
  console.error(`Name one room: ${ROOMS.join(', ')}`)
  process.exit(1)
}

const scratch = mkdtempSync(path.join(tmpdir(), 'schema-'))
try {
  for (const file of ['schema', room])
    cpSync(path.join(root, `prisma/schema/${file}.prisma`), path.join(scratch, `${file}.prisma`))
  const prisma = path.join(root, 'node_modules/prisma/build/index.js')
  const arguments_ = [prisma, 'migrate', 'diff', '--from-empty', '--to-schema', scratch, '--script']
  const tables = execFileSync(process.execPath, arguments_, { cwd: root, encoding: 'utf8' })
  const byHand = path.join(root, `prisma/sql/${room}.sql`)
  const folder = path.join(root, `prisma/migrations/${String(ROOMS.indexOf(room) + 1).padStart(4, '0')}_${room}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    path.join(folder, 'migration.sql'),
    tables + (existsSync(byHand) ? `\n${readFileSync(byHand, 'utf8')}` : ''),
  )
  console.log(path.relative(root, folder))
} finally {
  rmSync(scratch, { recursive: true })
}
