import { Readable } from 'node:stream'
import { recordTaken } from '@/domains/vault/actions/views'
import { ground, readPart } from '@/domains/vault/flows'
import { Refusal } from '@/kit/refusal'
import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { type Db, database } from '@/server/db'
import { everythingAbout } from '@/server/erasure'
import { presentedIn } from '@/server/session-cookie'
import { assertOwnPage } from '@/server/upload'

type Everything = Awaited<ReturnType<typeof everythingAbout>>

/** bigint as decimal text; dates as ISO 8601. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 1)

/** One document with its bytes in base64, or with what keeps them from being read. */
async function withBytes(db: Db, now: Date, document: Everything['documents'][number]) {
  try {
    return { ...document, base64: (await readPart(ground(db, now), document.id, 0)).toString('base64') }
  } catch (error) {
    if (error instanceof Refusal) return { ...document, base64: null, missing: error.message }
    throw error
  }
}

/** The file piece by piece, one document in memory at a time. */
async function* pieces(db: Db, now: Date, { about, documents }: Everything): AsyncGenerator<string> {
  yield `${json(about).slice(0, -1).trimEnd()},\n "documents": [`
  for (const [n, document] of documents.entries())
    yield `${n > 0 ? ',' : ''}\n${json(await withBytes(db, now, document))}`
  yield '\n ]\n}\n'
}

/** Hands a person everything that is known of them as one JSON file. A POST, so that nothing fetches it ahead of a click. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnPage(request, process.env.SITE_URL ?? '')
    const { viewer, now } = await createContext(presentedIn(request))
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
    if (!viewer)
      return Response.json({ code: 'server.unauthorized', message: 'Sign in to do this.' }, { status: 401, headers })
    const { db } = database()
    const content = pieces(db, now, await everythingAbout(db, viewer.personId, now))
    await db.$transaction((tx) => recordTaken(tx, { viewer, now }))
    return new Response(Readable.toWeb(Readable.from(content, { objectMode: false })) as ReadableStream<Uint8Array>, {
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-disposition': 'attachment; filename="my-data.json"',
      },
    })
  } catch (error) {
    return refusalAnswer(error)
  }
}
