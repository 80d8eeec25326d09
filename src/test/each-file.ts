import { randomBytes } from 'node:crypto'
import { format } from 'node:util'
import { afterAll, afterEach, beforeEach, expect } from 'vitest'

// What is sealed is sealed with this; it is read anew each time, and no file opens what another one sealed.
process.env.DOCUMENT_KEY = randomBytes(32).toString('base64')

// What a program complains about on the console is a failure that nobody looked at.
let complaints: string[] = []
console.error = (...args: unknown[]) => {
  complaints.push(format(...args))
}
// `pg` 9 will refuse what it warns of here: two questions to one connection at the same time.
const hearWarning = ({ message }: Error) => {
  if (/client[.]query/.test(message)) complaints.push(message)
}
process.on('warning', hearWarning)
beforeEach(() => {
  complaints = []
})
afterEach(() => {
  expect(complaints, 'console.error was called').toEqual([])
})

// The next file of tests in this process opens its own database.
afterAll(() => {
  process.off('warning', hearWarning)
  Reflect.deleteProperty(globalThis, 'flotillaConnections')
})
