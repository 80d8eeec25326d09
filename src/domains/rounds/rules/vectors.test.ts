import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '@/kit/canonical-json'
import { AUDIT_RULES } from './audits'
import { distribute, listText } from './distribute'
import { REWARD_RULES } from './rewards'
import { readInputs } from './round-sheet'

const FOLDER = 'docs/rounds/vectors'
const vectors = readdirSync(FOLDER).map((name) => ({ name, ...JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) }))

describe('the published vectors', () => {
  test('hold every rule', () => {
    const chosen = new Set(vectors.flatMap(({ sheet }) => [sheet.reward.id, sheet.audit?.id]))
    expect([...REWARD_RULES, ...AUDIT_RULES].map(({ id }) => id).filter((id) => !chosen.has(id))).toEqual([])
  })
  test.for(vectors)('$name: the engine finds the published bytes', ({ about, list, ...round }) => {
    expect(about.length).toBeGreaterThan(20)
    const inputs = readInputs(round)
    expect(listText(inputs, distribute(inputs))).toBe(canonicalJson(list))
  })
})
