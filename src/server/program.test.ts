import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Keypair } from '@solana/web3.js'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect } from 'vitest'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { compareCode } from '@/chain/published-code'
import { test } from '@/test/chain'
import { tamper } from '@/test/tampered-program'
import { ProgramCard } from '@/ui/program-card'
import { compareProgram, type ProgramFacts } from './program'

const PROGRAM = RAISE_PROGRAM_IDS.local!
const soPath = path.resolve('programs/raise/raise.so')
const published = readFileSync(soPath)
const publishedHash = readFileSync('programs/raise/raise.so.sha256', 'utf8').slice(0, 64)

const cardOf = (onChain: ProgramFacts['onChain']) =>
  renderToStaticMarkup(
    ProgramCard({ program: { programId: PROGRAM.toBase58(), publishedHash, onChain }, accounts: [], raise: null }),
  )

describe('the program on the chain against the published binary', { timeout: 60_000 }, () => {
  test('without a program the page says so', async ({ chain }) => {
    const found = await compareProgram(chain.connection, PROGRAM, published)
    expect(found).toEqual({ found: 'absent' })
    expect(cardOf(found)).toContain('there is no program at this address')
  })

  test('the deployed one is the same byte for byte, and its hash comes from the chain', async ({ chain }) => {
    await chain.rpc('flotilla_deploy', [{ programId: PROGRAM.toBase58(), soPath }])
    const found = await compareProgram(chain.connection, PROGRAM, published)
    expect(found).toMatchObject({ found: 'same', hash: publishedHash })
    expect(cardOf(found)).toContain('byte for byte')
  })

  test('who can replace it is named, and nobody is called immutable', async ({ chain }) => {
    const authority = Keypair.generate().publicKey
    await tamper(chain, (data) => {
      data[12] = 1
      authority.toBuffer().copy(data, 13)
    })
    const replaceable = await compareProgram(chain.connection, PROGRAM, published)
    expect(replaceable).toMatchObject({ found: 'same', upgradeAuthority: authority.toBase58() })
    expect(cardOf(replaceable)).toContain('Whoever can replace it can change its rules')
    await tamper(chain, (data) => data.fill(0, 12, 45))
    const immutable = await compareProgram(chain.connection, PROGRAM, published)
    expect(immutable).toMatchObject({ found: 'same', upgradeAuthority: null })
    expect(cardOf(immutable)).toContain('nobody: it is immutable')
  })

  test('one other byte is another program, and the page warns', async ({ chain }) => {
    await tamper(chain, (data) => {
      data[45 + 1_000]! ^= 1
    })
    const found = await compareProgram(chain.connection, PROGRAM, published)
    expect(found).toMatchObject({ found: 'different' })
    expect(found).not.toMatchObject({ hash: publishedHash })
    expect(cardOf(found)).toContain('Commit nothing')
  })

  test('only zeros may follow the code', () => {
    expect(compareCode(Buffer.concat([published, Buffer.alloc(64)]), published)).toEqual({
      same: true,
      hash: publishedHash,
    })
    expect(compareCode(Buffer.concat([published, Buffer.of(0, 7)]), published).same).toBe(false)
    expect(compareCode(published.subarray(0, -1), published).same).toBe(false)
  })
})
