// npm leaves optional binaries of other platforms out of a lock made on this one, and `npm ci` then refuses the lock.
// Run after every lock change: it adds the missing entries and drops download addresses, which belong to no project.
import { readFileSync, writeFileSync } from 'node:fs'

const OS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
}
const CPU = ['arm64', 'x64', 'ia32', 'arm', 'loong64', 'mips64el', 'ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm32']

const file = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
const packages = lock.packages

/** Where Node would find `name` when asked from the package at `from`; undefined when the lock has no such entry. */
function locate(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    const key = `${at ? `${at}/` : ''}node_modules/${name}`
    if (packages[key]) return key
    if (!at) return undefined
  }
}

/** Platform fields read from a package name such as `@next/swc-linux-arm64-gnu`. */
function platformOf(name) {
  const words = name.split('/').pop().split(/[-.]/)
  const os = words.map((word) => OS[word]).find(Boolean)
  const arm32 = words.some((word) => /^(armv7|armeabi)/.test(word))
  const cpu = arm32 ? 'arm' : words.find((word) => CPU.includes(word))
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') && os === 'linux' ? 'glibc' : undefined
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) }
}

let added = 0
for (const [from, entry] of Object.entries({ ...packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (locate(from, name)) continue
    packages[`node_modules/${name}`] = { version: range.replace(/^[\^~]/, ''), optional: true, ...platformOf(name) }
    added += 1
  }
}
for (const entry of Object.values(packages)) delete entry.resolved
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${file}: ${added} entries added`)
