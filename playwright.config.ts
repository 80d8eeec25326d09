import { defineConfig } from '@playwright/test'

const report = process.env.JOURNEYS_REPORT

const specs = (...names: readonly string[]) => names.map((name) => `${name}.spec.ts`)
/** The longest journeys, which bring their own people and projects: they need no demo world. */
const OWN = specs('guardian', 'main-job', 'tranches')
/** Journeys that lead up to the outages and the bounties. */
const ACTS = specs('discussion', 'protection', 'refusals', 'sign-in')
/** Stops parts of the world, so it comes after the others in it. */
const OUTAGES = 'outages.spec.ts'
/** Moves the clock by weeks, so it comes after everything that is dated. */
const BOUNTIES = 'bounties.spec.ts'
/** Reads what a world has left behind. */
const LEAKS = 'leaks.spec.ts'

/**
 * Journeys of one world share its chain's clock, so they run one after the other; `tools/journeys.mjs` lives three worlds at the same
 * time, which last about as long as each other. No retries: a flake is a defect.
 */
export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'journeys', testIgnore: ['shots/**', OUTAGES, BOUNTIES, LEAKS, ...OWN, ...ACTS] },
    { name: 'acts', testMatch: ACTS },
    { name: 'outages', testMatch: OUTAGES },
    { name: 'bounties', testMatch: BOUNTIES },
    { name: 'own', testMatch: OWN },
    { name: 'leaks', testMatch: LEAKS },
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
    // Pictures and pages of every step took a fifth of the processor. What a failure looked like is kept; for the steps to it: --trace on.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
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
