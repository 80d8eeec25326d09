import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest begins first, so that nobody waits for it at the end. A clean clone knows no durations, only sizes. */
const LONGEST = [
  'raises/crowd',
  'raise/fuzz',
  'cli/kills',
  'raises/flows',
  'cli/several',
  'raises/cranks',
  'raise/promises',
  'raises/tranches',
  'server/storm',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return place === -1 ? LONGEST.length : place
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
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
