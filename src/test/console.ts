import { format } from 'node:util'
import { afterEach, beforeEach, expect } from 'vitest'

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
