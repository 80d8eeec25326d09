import { format } from 'node:util'
import { afterEach, beforeEach, expect } from 'vitest'

// What a program complains about on the console is a failure that nobody looked at.
let complaints: string[] = []
console.error = (...args: unknown[]) => {
  complaints.push(format(...args))
}
// `pg` 9 will refuse what it warns of here: two questions to one connection at the same time.
process.on('warning', (warning) => {
  if (/client[.]query/.test(warning.message)) complaints.push(warning.message)
})
beforeEach(() => {
  complaints = []
})
afterEach(() => {
  expect(complaints, 'console.error was called').toEqual([])
})
