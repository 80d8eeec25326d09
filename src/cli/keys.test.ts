import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSigner } from '@/server/signers'
import { flotilla, run } from '@/test/command'
import { main } from './keys'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a key is made once, for its owner alone, and says who should hold it', async () => {
  const file = path.join(folder, 'keys/guardian.json')
  const made = await run(main, ['new', 'guardian', '--to', file])
  const { publicKey } = readSigner(file)
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).toContain(publicKey)
  expect(made.out).toContain('never on a server')
  expect(statSync(file).mode & 0o777).toBe(0o600)

  const before = readFileSync(file, 'utf8')
  const again = await run(main, ['new', 'guardian', '--to', file])
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already; nothing was written') })
  expect(readFileSync(file, 'utf8')).toBe(before)

  expect(await run(main, ['show', file])).toMatchObject({ code: 0, out: `${file}  ${publicKey}\n` })
  chmodSync(file, 0o640)
  expect(await run(main, ['show', file])).toMatchObject({
    code: 1,
    out: `${file}  can be read by others; run: chmod 600 ${file}\n`,
  })
})

test('what cannot be typed is answered with what can', async () => {
  expect(await flotilla(['toString'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('flotilla keys new ROLE'),
  })
  expect(await run(main, ['new', 'captain'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('Roles: guardian, cosigner'),
  })
})
