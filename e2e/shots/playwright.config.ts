import { defineConfig } from '@playwright/test'
import journeys from '../../playwright.config'

/** Without the projects of the journeys, whose order means nothing here: an empty list of them would find no picture to take. */
const { projects: _, ...shared } = journeys

/** Pictures of every page for people to look at: not a test, so `npm test` does not run it. */
export default defineConfig({ ...shared, testDir: '.', reporter: [['list']], timeout: 120_000 })
