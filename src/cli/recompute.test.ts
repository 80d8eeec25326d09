import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '@/kit/canonical-json'
import { main as recompute } from './recompute'
import { main as simulate } from './simulate'

const VECTORS = 'docs/rounds/vectors'
const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-rounds-'))
afterAll(() => rmSync(folder, { recursive: true }))

const vector = (name: string) => JSON.parse(readFileSync(`${VECTORS}/${name}.json`, 'utf8'))
const written = (name: string, value: unknown) => {
  const file = path.join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}
const run = async (verb: typeof recompute, ...args: string[]) => {
  const lines: string[] = []
  const code = await verb(args, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

describe('flotilla recompute', () => {
  test.for(readdirSync(VECTORS))('%s: the second implementation finds the published bytes', async (name) => {
    expect(await run(recompute, path.join(VECTORS, name))).toMatchObject({ code: 0 })
  })
  test('names the first line that does not follow', async () => {
    const changed = vector('pledge-match-caps')
    changed.list.recipients[1].units = '400000000001'
    const { code, said } = await run(recompute, written('changed.json', changed))
    expect(code).toBe(1)
    expect(said).toContain(
      'The list is NOT what follows from the export. recipients, line 2: published {"recipient":"b","units":"400000000001"',
    )
  })
  test('a changed input, sheet or reveal changes the list', async () => {
    for (const change of [
      (one: ReturnType<typeof vector>) => (one.facts.slot = '1001'),
      (one: ReturnType<typeof vector>) => (one.sheet.title = 'Winter'),
      (one: ReturnType<typeof vector>) => (one.audit.reveals[0].content.units = '9'),
    ]) {
      const changed = vector('audit-that-judges')
      change(changed)
      expect(await run(recompute, written('changed.json', changed))).toMatchObject({ code: 1 })
    }
  })
  test('reads a folder of canonical files, and refuses one that is written otherwise', async () => {
    const { about: _, ...parts } = vector('quadratic')
    for (const [name, value] of Object.entries(parts)) written(`${name}.json`, canonicalJson(value as never))
    expect(await run(recompute, folder)).toMatchObject({ code: 0 })
    expect((await run(recompute, folder, '--print')).said).toBe(canonicalJson(parts.list))
    written('facts.json', JSON.stringify(parts.facts, null, 1))
    await expect(run(recompute, folder)).rejects.toThrow('facts.json is not canonical')
  })
  test('says what is wrong with a call', async () => {
    expect(await run(recompute)).toMatchObject({ code: 2 })
    await expect(run(recompute, 'nowhere')).rejects.toThrow('nowhere is not there.')
    await expect(run(recompute, written('text.json', 'text'))).rejects.toThrow('text.json is not JSON.')
    const { sheet, ...rest } = vector('equal')
    const other = { ...sheet, reward: { ...sheet.reward, version: 2 } }
    await expect(run(recompute, written('other.json', { sheet: other, ...rest }))).rejects.toThrow(
      "The sheet's reward rule equal of version 2 cannot be computed again here.",
    )
    await expect(run(recompute, written('part.json', { sheet: {} }))).rejects.toThrow('part.json has no submissions.')
    const { list: _, ...unlisted } = vector('equal')
    await expect(run(recompute, written('unlisted.json', unlisted))).rejects.toThrow('has no list to compare with')
  })
})

describe('flotilla simulate', () => {
  const ask = (name: string, ...args: string[]) => run(simulate, `${VECTORS}/${name}.json`, ...args)
  test('if 40 more people commit 5 KOII each', async () => {
    const { code, said } = await ask('stake-in-base-units', '--recipient', 'a', '--people', '40', '--commit', '5')
    expect(code).toBe(0)
    expect(said).toBe(
      'a now: 250 KOII (1 person, 0.000000005 KOII counted).\n' +
        'With 40 more people who commit 5 KOII each: 999.999999925 KOII (41 people, 200.000000005 KOII counted).',
    )
  })
  test('says which limit was reached', async () => {
    const { said } = await ask('pledge-match-caps', '--recipient', 'a', '--people', '1', '--commit', '0.000000001')
    expect(said).toContain(
      'a now: 400 KOII (2 people, 1 of them cut to the cap of a person, 0.00000013 KOII counted). The cap for one recipient was reached.',
    )
  })
  test('says what is wrong with a question', async () => {
    expect(await ask('equal')).toMatchObject({ code: 2 })
    const asked = ['--recipient', 'a', '--people']
    await expect(ask('quadratic', ...asked, '1', '--commit', '0.0000000001')).rejects.toThrow(
      '--commit: KOII has 9 decimals',
    )
    await expect(ask('quadratic', ...asked, 'many', '--commit', '1')).rejects.toThrow('--people: Write a whole number.')
    await expect(ask('equal', ...asked, '1', '--commit', '1')).rejects.toThrow(
      'equal does not depend on what people give.',
    )
  })
})
