import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const TESTS = ['src/**/*.test.ts', 'src/**/*.test.tsx', 'programs/**/*.test.ts', 'tools/**/*.test.ts']

/** What takes longest, by its path; the others begin by size. */
const LONGEST = [
  'raises/crowd.test',
  'cli/kills.test',
  'raise/fuzz.test',
  'server/storm.test',
  'cli/several.test',
  'rounds/consensus-chain.test',
  'rounds/direct.test',
  'refund/page.test',
  'raise/promises.test',
  'raise/forgeries.test',
  'raises/lying-chain.test',
  'raises/sender-faults.test',
]
const place = (file: string) => {
  const found = LONGEST.findIndex((part) => file.includes(part))
  return found < 0 ? LONGEST.length : found
}

/** What a process has one of, and code that keeps what it found there: files that change it share no process with others. */
const CHANGES_ITS_PROCESS = /process\.(env|chdir|kill|on)\b|test\/environment|vi\.(mock|stub|useFake)|globalThis/
const ALONE = TESTS.flatMap((pattern) => globSync(pattern)).filter(
  (file) => place(file) < LONGEST.length || CHANGES_ITS_PROCESS.test(readFileSync(file, 'utf8')),
)

/** The longest begin first, so that none of them is left alone at the end, then those alone in their process. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => place(moduleId) + (project.config.isolate ? 0 : 1)
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}

const project = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration => ({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    name,
    setupFiles: ['src/test/each-file.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    ...test,
  },
})

export default defineConfig({
  test: {
    globalSetup: ['src/test/postgres.ts'],
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      project('alone', { include: ALONE }),
      // Loading the same packages anew for each file took a quarter of the time.
      project('together', { include: TESTS, exclude: ALONE, isolate: false }),
    ],
  },
})
