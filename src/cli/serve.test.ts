import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSigner } from '@/server/signers'
import { flotilla, run } from '@/test/command'
import { main as keys } from './keys'

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-serve-'))
afterAll(() => rmSync(folder, { recursive: true }))
const serve = (machine: string, env: Record<string, string>) => flotilla(['serve', machine], undefined, env)

async function key(role: string): Promise<{ file: string; address: string }> {
  const file = path.join(folder, `${role}.json`)
  await run(keys, ['new', role, '--to', file])
  return { file, address: readSigner(file).publicKey }
}

test('nothing starts with a wrong variable, a default secret, or a key that belongs elsewhere; each is named', async () => {
  const [cosigner, treasury, other] = [await key('cosigner'), await key('treasury'), await key('program')]
  const fit = {
    ...{ FLOTILLA_NETWORK: 'k2-testnet', RPC_URL: 'http://127.0.0.1:1', SITE_URL: 'https://flotilla.example.org' },
    ...{ DATABASE_URL: 'postgresql://app:hard-to-guess@127.0.0.1:1/x', SMTP_URL: 'smtp://mail.example.org:25' },
    ...{ AUTH_SECRET: randomBytes(32).toString('hex'), DOCUMENT_KEY: randomBytes(32).toString('base64') },
    ...{
      STRIPE_SECRET_KEY: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
      STRIPE_WEBHOOK_SECRET: 'whsec_Lk7Gx2Qp9Vb4Nt6Ry8Wm3Zc5',
    },
    ...{ GUARDIAN: other.address, APPROVER_A: other.address, APPROVER_B: cosigner.address, FEE_WALLET: other.address },
    ...{ COSIGNER: cosigner.address, CLERK: other.address, RAISE_PROGRAM_ID: other.address },
  }
  const wrong = await serve('worker', { ...fit, AUTH_SECRET: 'change-me-change-me-change-me-change-me', RPC_URL: 'x' })
  expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Nothing was started.') })
  expect(wrong.err).toMatch(/RPC_URL: Write a web address[\s\S]*AUTH_SECRET: This is a default/)

  const misplaced = await serve('web', { ...fit, COSIGNER_KEY_FILE: cosigner.file, TREASURY_KEY_FILE: treasury.file })
  expect(misplaced.err).toContain('TREASURY_KEY_FILE: this key belongs on the worker machine; leave it empty here.')
  expect(misplaced.err).not.toContain('COSIGNER_KEY_FILE')

  const alone = await serve('worker', { ...fit, TREASURY_KEY_FILE: treasury.file })
  expect(alone).toMatchObject({ code: 1, err: expect.stringContaining('DATABASE_URL: the database does not answer') })
}, 120_000)
