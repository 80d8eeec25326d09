import { defineConfig } from '@playwright/test'
import journeys from '../../playwright.config'

/** Pictures of every page for people to look at: not a test, so `npm test` does not run it. */
export default defineConfig({ ...journeys, projects: [], testDir: '.', reporter: [['list']], timeout: 120_000 })
