import { expect, test } from 'vitest'
import { confirmation, nextYes } from './two-people'

const [reviewer, checker] = [
  { personId: 'r', isChecker: false },
  { personId: 'c', isChecker: true },
]

test('the first yes is anybody’s, the second a checker’s, and nobody’s twice', () => {
  expect([nextYes([], reviewer), nextYes([], checker)]).toEqual(['free', 'free'])
  expect([nextYes(['x'], reviewer), nextYes(['x'], checker)]).toEqual(['checker', 'free'])
  expect([nextYes(['r'], reviewer), nextYes(['c'], checker)]).toEqual(['own', 'own'])
})

test('what somebody proposed is confirmed by a checker, never by themselves', () => {
  expect([confirmation('x', reviewer), confirmation('x', checker)]).toEqual(['checker', 'free'])
  expect([confirmation('r', reviewer), confirmation('c', checker)]).toEqual(['own', 'own'])
})
