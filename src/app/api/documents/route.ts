import { documentKind, MAX_DOCUMENT_BYTES } from '@/domains/compliance/schema'
import { refusalAnswer } from '@/server/answer'
import { CLIENT_HEADER } from '@/server/client-address'
import { createContext } from '@/server/context'
import { countAddress } from '@/server/limits'
import { createCaller } from '@/server/router'
import { sessionToken } from '@/server/session-cookie'
import { assertOwnPage, readBody } from '@/server/upload'

/**
 * Takes a document as the request's body: `?kind=passport&name=scan.jpg` for the sender's own verification, with
 * `&application=<id>` for an application of theirs. Answers with the document's id. Who may is asked by the procedures.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnPage(request, process.env.SITE_URL ?? '')
    const context = await createContext(sessionToken(request.headers.get('cookie') ?? undefined))
    // Counted here, before any byte is read; the context names no address, so that the procedure does not count it again.
    await countAddress({ ...context, address: request.headers.get(CLIENT_HEADER) }, 'upload')
    const api = createCaller(context)
    // Asked before the body is read: a stranger's bytes are not worth keeping in memory.
    await api.compliance.mine()
    const asked = new URL(request.url).searchParams
    const bytes = await readBody(request, MAX_DOCUMENT_BYTES)
    const file = {
      kind: documentKind.catch('other').parse(asked.get('kind')),
      fileName: asked.get('name') ?? '',
      bytes,
    }
    const applicationId = asked.get('application')
    const documentId = applicationId
      ? (await api.projects.addDocument({ ...file, applicationId })).documentId
      : await api.compliance.attachDocument(file)
    return Response.json({ documentId }, { status: 201, headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return refusalAnswer(error)
  }
}
