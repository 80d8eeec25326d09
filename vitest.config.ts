import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, by its path; the others begin by size. */
const LONGEST = [
  'raises/crowd.test',
  'cli/kills.test',
  'raise/fuzz.test',
  'rounds/direct.test',
  'cli/several.test',
  'raise/promises.test',
  'rounds/consensus-chain.test',
  'raises/flows.test',
  'raises/tranches.test',
  'server/storm.test',
]
const place = ({ moduleId }: TestSpecification) => {
  const found = LONGEST.findIndex((part) => moduleId.includes(part))
  return found < 0 ? LONGEST.length : found
}

/** The longest begin first, so that none of them is left alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => place(one) - place(other))
  }
}

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'programs/**/*.test.ts', 'tools/**/*.test.ts'],
    globalSetup: ['src/test/postgres.ts'],
    setupFiles: ['src/test/console.ts'],
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
