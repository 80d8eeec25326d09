import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMPILER, compilerVersion, isReproduced } from '../build.mjs'

const version = compilerVersion()
const reproduces = version?.includes(COMPILER) ?? false
const here = `needs ${COMPILER}; here: ${version ?? 'no compiler'}`

test('the committed checksum is that of the committed program', () => {
  const program = readFileSync(new URL('./tasks.so', import.meta.url))
  const checksum = readFileSync(new URL('./tasks.so.sha256', import.meta.url), 'utf8')
  expect(checksum).toBe(`${createHash('sha256').update(program).digest('hex')}  tasks.so\n`)
})

// Where the bytes cannot be reproduced this is reported as left out, never as passed; CI must have the compiler.
test.runIf(reproduces || process.env.CI)(`the committed program is rebuilt byte for byte (${here})`, () => {
  expect(version).toContain(COMPILER)
  expect(isReproduced('tasks')).toBe(true)
})
