import { describe, expect } from 'vitest'
import { EXAMPLE_MINT } from '@/test/application'
import { reason, someone, world } from '@/test/application-world'
import { test } from '@/test/db'
import { applicationFor, ownVersionChanges } from '../queries/applications'
import { discardStaleEdit } from './draft'
import { revise, withdraw } from './withdraw'

describe('a draft', () => {
  test('is saved section by section, and sent twice it is no conflict', async ({ db }) => {
    const w = await world(db)
    const risks = { text: 'Typed.' }
    expect(await w.save('risks', risks, 1)).toEqual({ saved: true, revision: 2 })
    expect(await w.save('risks', risks, 1)).toEqual({ saved: true, revision: 2 })
  })
  test('keeps both texts when two windows edit the same section at once', async ({ db }) => {
    const w = await world(db)
    const results = await Promise.all(['one', 'two'].map((text) => w.save('risks', { text }, 1)))
    const [won, lost] = results[0]?.saved ? results : results.toReversed()
    expect(won).toEqual({ saved: true, revision: 2 })
    expect(lost).toMatchObject({ saved: false, revision: 2, current: { text: expect.stringMatching(/one|two/) } })
    const { staleEdits, sections } = await applicationFor(db, w.applicationId, w.owner.personId)
    expect(new Set([sections.risks.value.text, (staleEdits[0]!.value as { text: string }).text])).toEqual(
      new Set(['one', 'two']),
    )
    const staleEditId = staleEdits[0]!.id
    await db.$transaction((tx) =>
      discardStaleEdit(tx, { applicationId: w.applicationId, staleEditId, viewer: w.owner }),
    )
    expect((await applicationFor(db, w.applicationId, w.owner.personId)).staleEdits).toEqual([])
  })
  test('does not exist for anybody else', async ({ db }) => {
    const w = await world(db)
    const stranger = someone(['member', 'admin'])
    await expect(w.save('risks', { text: 'x' }, 1, stranger)).rejects.toMatchObject({ code: 'projects.missing' })
    await expect(applicationFor(db, w.applicationId, stranger.personId)).rejects.toMatchObject({
      code: 'projects.missing',
    })
  })
  test('that is incomplete is not submitted, and the first gap is named', async ({ db }) => {
    const w = await world(db, (draft) => Object.assign(draft.project, { title: '' }))
    await expect(w.submit()).rejects.toMatchObject({
      code: 'projects.incomplete',
      message: 'One thing is left to do: Write something here.',
    })
  })
  test('waits for its fee where one is taken', async ({ db }) => {
    const w = await world(db)
    await expect(w.submit({ feeDue: true })).rejects.toMatchObject({ code: 'projects.feeUnpaid' })
  })
  test('that names another token than the one that was looked up is not submitted', async ({ db }) => {
    const w = await world(db, (draft) => Object.assign(draft.token, { kind: 'existing', mint: EXAMPLE_MINT.address }))
    await expect(w.submit()).rejects.toMatchObject({ code: 'projects.changedMeanwhile' })
  })
})

describe('a second version', () => {
  test('shows what changed, and must change something', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    await w.decide((await w.propose('request_changes')).decisionId)
    await expect(w.submit()).rejects.toMatchObject({ code: 'projects.unchanged' })
    await w.save('risks', { text: 'Disks get dearer.' }, 1)
    expect(await w.submit()).toMatchObject({ version: 2 })
    expect(await ownVersionChanges(db, w.applicationId, w.owner.personId, 2)).toEqual([
      { path: 'risks.text', before: 'The prover may be slower than planned. Disks fail.', after: 'Disks get dearer.' },
    ])
    const { decisions } = await applicationFor(db, w.applicationId, w.owner.personId)
    expect(decisions).toMatchObject([{ outcome: 'request_changes', reasons: [reason] }])
    expect(decisions[0]).not.toHaveProperty('proposedBy')
  })
  test('can follow a withdrawal in the middle of a decision, which is then void', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    const { decisionId } = await w.propose('reject')
    await db.$transaction((tx) => withdraw(tx, w.act(w.owner)))
    await expect(w.decide(decisionId)).rejects.toMatchObject({ code: 'projects.alreadyDecided' })
    await db.$transaction((tx) => revise(tx, w.act(w.owner)))
    expect(await w.submit()).toMatchObject({ version: 2 })
  })
  test('leaves the first as it was: nobody can change what was submitted', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await expect(db.$executeRaw`update application_version set digest = ''`).rejects.toThrow('append-only')
    await expect(w.save('risks', { text: 'x' }, 1)).rejects.toMatchObject({ code: 'projects.locked' })
  })
})
