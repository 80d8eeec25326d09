import { beforeAll, describe, expect } from 'vitest'
import { examine } from '@/domains/vault/flows'
import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { WALLETS } from '@/test/application'
import { now, someone, world } from '@/test/application-world'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { png } from '@/test/files'
import { addDocument, openDocument } from './actions/documents'

beforeAll(localEnvironment)

/** An application that was handed in with a document, and how somebody fares who wants to open it. */
async function handedIn(db: Db) {
  const w = await world(db)
  const plan = { kind: 'other' as const, fileName: 'plan.png', bytes: png() }
  const { documentId } = await db.$transaction((tx) =>
    addDocument(tx, { applicationId: w.applicationId, viewer: w.owner, now, ...plan }),
  )
  const open = (viewer: Viewer) =>
    db
      .$transaction((tx) => openDocument(tx, { documentId, viewer, now }))
      .then(
        ({ form }) => form,
        (error: { code: string }) => error.code,
      )
  await w.submit()
  return { ...w, documentId, open }
}

describe('E5: a document of an application', () => {
  test('is opened by its owner, by the reviewer who holds the application, and by a checker while a proposal waits', async ({
    db,
  }) => {
    const { owner, reviewer, checker, documentId, open, ...w } = await handedIn(db)
    const other = someone(['reviewer', 'checker'])
    const everybody = () => Promise.all([owner, reviewer, checker, other, someone(['admin'])].map(open))
    const NOBODY = 'vault.noDocument'
    expect(await everybody()).toEqual(['original', NOBODY, NOBODY, NOBODY, NOBODY])
    await w.claim()
    expect(await open(reviewer)).toBe('vault.notClean')
    expect(await examine({ db, store: null, scanner: null, now }, documentId)).toBe('clean')
    expect(await everybody()).toEqual(['original', 'pages', NOBODY, NOBODY, NOBODY])
    expect(await open({ ...reviewer, secondFactorAt: null })).toBe(NOBODY)
    await w.sheet()
    await w.propose('approve')
    expect(await open(checker)).toBe('pages')
    expect(await open(someone(['reviewer']))).toBe(NOBODY)
  })

  test('is not opened as staff by anybody of the project’s side', async ({ db }) => {
    const { open, ...w } = await handedIn(db)
    await w.claim()
    const teammate = { ...someone(['reviewer', 'checker']), wallets: [WALLETS.member] }
    expect(await open(teammate)).toBe('projects.ownProject')
  })
})
