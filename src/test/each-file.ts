import { format } from 'node:util'
import { afterAll, afterEach, beforeEach, expect } from 'vitest'

// What a program complains about on the console is a failure that nobody looked at.
let complaints: string[] = []
console.error = (...args: unknown[]) => {
  complaints.push(format(...args))
}
beforeEach(() => {
  complaints = []
})
afterEach(() => {
  expect(complaints, 'console.error was called').toEqual([])
})

// The next file of tests in this process begins as this one did: its own database is what `database()` opens.
const before = { ...process.env }
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  Reflect.deleteProperty(globalThis, 'flotillaConnections')
})
