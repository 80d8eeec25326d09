// Finds a Chromium on this machine, or installs Debian's where that is possible.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = [
  process.env.CHROMIUM_PATH,
  // The same engine without windows: it needs less of the processor, and fewer packages.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const find = () => PLACES.find((place) => place && existsSync(place)) ?? null

/** The browser's path; null when there is none and none can be installed. */
export function chromium() {
  const found = find()
  if (found) return found
  const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!canInstall) return null
  console.log('Installing Chromium from Debian …')
  const apt = (...args) =>
    spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  apt('update', '-qq')
  for (const name of ['chromium-headless-shell', 'chromium']) {
    if (apt('install', '-y', '-qq', '--no-install-recommends', name).status === 0) break
  }
  return find()
}

export const NO_BROWSER =
  'The browser journeys need Chromium and none was found: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH to one.'
