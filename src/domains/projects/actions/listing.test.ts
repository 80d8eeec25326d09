import { describe, expect } from 'vitest'
import { shred } from '@/domains/vault/actions/keys'
import { digestOf, sha256 } from '@/kit/digest'
import { EXAMPLE_MINT, exampleDraft, WALLETS } from '@/test/application'
import { approved, now, world } from '@/test/application-world'
import { test } from '@/test/db'
import { drawUpSheets } from '../jobs'
import { raiseFactsOf } from '../queries/by-raise'
import { approvedTermsOf, projectBySlug } from '../queries/public'
import { reviewCase } from '../queries/review'
import { sheetDocument, sheetsOf } from '../queries/sheet'
import { SHEET_QUESTIONS } from '../schema/sheet'
import { chooseMint, publish } from './listing'
import { revise } from './withdraw'

describe('a project', () => {
  test('is not listed before its company is approved, nor while something about it is open', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    await w.sheet()
    const { decisionId } = await w.propose('approve')
    const where = { projectId: w.applicationId }
    const before = await db.companyCase.findUniqueOrThrow({ where })
    for (const [change, code] of [
      [{ state: 'in_review' as const }, 'companies.unproven'],
      [{ hold: 'screening' }, 'companies.onHold'],
    ] as const) {
      await db.companyCase.update({ where, data: change })
      await expect(w.decide(decisionId)).rejects.toMatchObject({ code })
      await db.companyCase.update({ where, data: { state: before.state, hold: null } })
    }
    expect(await db.listing.count({ where })).toBe(0)
    await w.decide(decisionId)
    expect(await db.companyCase.findUniqueOrThrow({ where })).toMatchObject({ state: 'listed', listedAt: now })
  })

  test('keeps the names in a submitted version apart: they go with the key of its application, the rest stays (A8)', async ({
    db,
  }) => {
    const w = await approved(db)
    const { applicationId, reviewer } = w
    const where = { applicationId_number: { applicationId, number: 1 } }
    const row = await db.applicationVersion.findUniqueOrThrow({ where })
    expect(JSON.stringify(row.content)).not.toMatch(/Ines|Tomás/)
    const { team } = (await reviewCase(db, applicationId, reviewer, now)).content
    expect(team.members).toEqual(exampleDraft().team.members)
    await db.$transaction((tx) => shred(tx, { subject: `application:${applicationId}`, actorId: null, now }))
    const { slug } = (await approvedTermsOf(db, applicationId))!
    const { content } = (await projectBySlug(db, slug))!
    expect(content.team.members.map(({ displayName }) => displayName)).toEqual(['Former member', 'Former member'])
    expect(content.project).toEqual(exampleDraft().project)
  })
})

describe('an approved project', () => {
  test('fixes its token once it is made as approved, and with it the hash of its terms', async ({ db }) => {
    const w = await approved(db)
    const choose = (mint = EXAMPLE_MINT) =>
      db.$transaction((tx) => chooseMint(tx, { projectId: w.applicationId, viewer: w.owner, now, mint }))
    expect(await approvedTermsOf(db, w.applicationId)).toMatchObject({
      terms: null,
      termsHash: null,
      paymentAsset: { symbol: 'KOII' },
    })
    await expect(choose({ ...EXAMPLE_MINT, supply: 5n })).rejects.toMatchObject({
      code: 'projects.wrongMint',
      field: 'mint',
    })
    const { termsHash } = await choose()
    expect(await choose()).toEqual({ termsHash })
    await expect(choose({ ...EXAMPLE_MINT, address: WALLETS.member })).rejects.toMatchObject({
      code: 'projects.mintKnown',
    })
    const { terms } = (await approvedTermsOf(db, w.applicationId))!
    expect(digestOf(terms!)).toBe(termsHash)
    expect(terms).toMatchObject({
      saleMint: EXAMPLE_MINT.address,
      contentDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
  test('is published by a raise with its terms, and by no other', async ({ db }) => {
    const w = await approved(db, (draft) =>
      Object.assign(draft.token, { kind: 'existing', mint: EXAMPLE_MINT.address }),
    )
    const { termsHash, slug } = (await approvedTermsOf(db, w.applicationId))!
    expect(slug).toMatch(/^harbour-storage-\d+$/)
    const appear = (raiseAddress: string, hash: string) =>
      db.$transaction((tx) => publish(tx, { projectId: w.applicationId, raiseAddress, termsHash: hash, now }))
    await expect(appear('R1', 'f'.repeat(64))).rejects.toMatchObject({ code: 'projects.wrongTerms' })
    await appear('R1', termsHash!)
    await appear('R1', termsHash!)
    await expect(appear('R2', termsHash!)).rejects.toMatchObject({ code: 'projects.raiseKnown' })
    await expect(db.$transaction((tx) => revise(tx, w.act(w.owner)))).rejects.toMatchObject({
      code: 'projects.listingState',
    })
  })
  test('E24: has an information sheet as soon as its raise is seen, whose hash anybody can redo and nobody can change', async ({
    db,
    pool,
  }) => {
    const answer = 'As the register of companies says.'
    const w = await approved(db, (draft) => {
      Object.assign(draft.token, { kind: 'existing', mint: EXAMPLE_MINT.address })
      for (const { id } of SHEET_QUESTIONS) draft.sheet[id] = answer
    })
    const { termsHash, slug } = (await approvedTermsOf(db, w.applicationId))!
    expect((await sheetsOf(db, slug))?.versions).toEqual([])
    const appear = () =>
      db.$transaction((tx) =>
        publish(tx, { projectId: w.applicationId, raiseAddress: 'R3', termsHash: termsHash!, now }),
      )
    await appear()
    await appear()
    const sheet = (await sheetDocument(db, slug, 1))!
    expect(sha256(sheet.document).toString('hex')).toBe(sheet.hash)
    expect(sheet).toMatchObject({
      number: 1,
      termsHash,
      complete: true,
      at: now,
      sheet: { termsHash, by: 'Harbour' },
    })
    expect(sheet.document.split(answer)).toHaveLength(SHEET_QUESTIONS.length + 1)
    expect(await raiseFactsOf(db, 'R3')).toMatchObject({ slug, sheet: { number: 1, hash: sheet.hash, complete: true } })
    expect(await db.logEntry.count({ where: { type: 'projects.sheet_drawn', body: { contains: sheet.hash } } })).toBe(1)
    await expect(pool.query("update information_sheet set hash = 'x'")).rejects.toThrow()
    await expect(pool.query('delete from information_sheet')).rejects.toThrow()
    const forged = `insert into information_sheet values ($1, 2, $2, true, '{}', $3, now())`
    await expect(pool.query(forged, [w.applicationId, termsHash, sheet.hash])).rejects.toThrow('information_sheet_hash')
    expect([await sheetDocument(db, slug, 2), await sheetsOf(db, 'nothing')]).toEqual([null, null])
    expect(await drawUpSheets(db, now)).toBe(0)
  })
  test('can be revised before its raise exists; it leaves the list until the next approval and keeps its address', async ({
    db,
  }) => {
    const w = await approved(db)
    const { slug } = (await approvedTermsOf(db, w.applicationId))!
    await db.$transaction((tx) => revise(tx, w.act(w.owner)))
    expect(await projectBySlug(db, slug)).toBeNull()
    await w.save('risks', { text: 'More is known now.' }, 1)
    await w.submit()
    await w.claim()
    await w.sheet()
    await w.decide((await w.propose('approve')).decisionId)
    expect(await projectBySlug(db, slug)).toMatchObject({
      version: 2,
      content: { risks: { text: 'More is known now.' } },
    })
  })
  test('gets an address of its own when two with the same title are approved at once', async ({ db }) => {
    const both = await Promise.all([world(db), world(db)])
    const decisions = []
    for (const w of both) {
      await w.submit()
      await w.claim()
      await w.sheet()
      decisions.push({ w, ...(await w.propose('approve')) })
    }
    await Promise.all(decisions.map(({ w, decisionId }) => w.decide(decisionId)))
    const slugs = await Promise.all(both.map(async (w) => (await approvedTermsOf(db, w.applicationId))!.slug))
    expect(new Set(slugs).size).toBe(2)
  })
})
