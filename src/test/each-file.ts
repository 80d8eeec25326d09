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

// The next file of tests in this process opens its own database.
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'flotillaConnections')
})
