import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scratchFolder } from './scratch.mjs'

const mode = (folder: string) => statSync(folder).mode & 0o777

test('what a run that was killed has left in memory is deleted, what others use is not', () => {
  const memory = mkdtempSync(path.join(tmpdir(), 'flotilla-memory-'))
  onTestFinished(() => rmSync(memory, { recursive: true }))
  const { pid: dead } = spawnSync('true')
  const [left, used, foreign] = [`flotilla-${dead}-a`, `flotilla-${process.ppid}-b`, 'PostgreSQL.1']
  for (const name of [left, used, foreign]) mkdirSync(path.join(memory, name))
  const own = scratchFolder(memory, 0)
  onTestFinished(() => rmSync(own, { recursive: true, force: true }))
  expect(mode(own)).toBe(0o755)
  expect(path.dirname(own)).toBe(memory)
  expect([left, used, foreign].map((name) => existsSync(path.join(memory, name)))).toEqual([false, true, true])
})

test('a machine without such memory writes where everything else is written for a while', () => {
  const folder = scratchFolder('/nowhere')
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(path.dirname(folder)).toBe(tmpdir())
  expect(mode(folder)).toBe(0o755)
})
