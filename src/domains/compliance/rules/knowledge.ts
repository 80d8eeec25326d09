/** Where the right answer of each question of KNOWLEDGE stands. Only the server reads this. */
const RIGHT = [2, 0, 1, 2, 0] as const
const ENOUGH = 4

/** What somebody knew: how many answers were right, and whether that is enough. */
export function gradeTest(answers: readonly number[]): { right: number; passed: boolean } {
  const right = RIGHT.filter((answer, index) => answers[index] === answer).length
  return { right, passed: right >= ENOUGH }
}
