import { defineConfig } from '@playwright/test'

const report = process.env.JOURNEYS_REPORT

/** Journeys that stop parts of the world or move its clock by weeks: they run last, in this order. */
const HARD = ['outages.spec.ts', 'main-job.spec.ts', 'tranches.spec.ts']

/** Journeys share one world and one chain clock, so they run one after the other. No retries: a flake is a defect. */
export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'journeys', testIgnore: ['shots/**', ...HARD] },
    ...HARD.map((file) => ({ name: `hard: ${file.replace('.spec.ts', '')}`, testMatch: file })),
  ],
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  use: {
    baseURL: process.env.BASE_URL,
    // Spinners that turn while a journey waits for the chain take half a core to draw.
    contextOptions: { reducedMotion: 'reduce' },
    // What a page does not offer within this time it does not offer: a journey fails there and then, and says where.
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
