import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bundle, processFile } from './build.mjs'

test('everything that is started by its name is in the bundle, which is made again only when its sources change', async () => {
  expect(await bundle(process.env), 'before the tests it was made').toBe(false)
  const sources = ['bin/flotilla.mjs', 'tools/world.mjs', 'src/domains/rounds/queries/aside.ts']
  const started = /(?:program\(|processArgs\(|keep\('[a-z]+', )'([a-z-]+)'|build\/processes\/([a-z-]+)[.]js/g
  const names = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(started)].map((one) => one[1] ?? one[2]!),
  )
  expect(new Set(names).size).toBeGreaterThan(20)
  expect(names.filter((name) => !existsSync(processFile(name)))).toEqual([])
})

test('what serves and works has nothing that only tests use', () => {
  const maps = ['worker', 'main', 'serve'].map((name) => readFileSync(`${processFile(name)}.map`, 'utf8'))
  const parts = [...readFileSync(processFile('worker'), 'utf8').matchAll(/part-[A-Z0-9]+/g)].map(([name]) =>
    readFileSync(`${processFile(name)}.map`, 'utf8'),
  )
  const sources = [...maps, ...parts].flatMap((map) => (JSON.parse(map) as { sources: string[] }).sources)
  expect(sources.some((file) => file.endsWith('src/server/worker.ts'))).toBe(true)
  expect(sources.filter((file) => file.includes('src/test/') || file.includes('.test.ts'))).toEqual([])
})
