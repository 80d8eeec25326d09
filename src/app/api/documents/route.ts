import { companyDocument } from '@/domains/companies/schema'
import { documentKind } from '@/domains/compliance/schema'
import { MAX_BYTES, PROBLEM_WORDS, REFUSED } from '@/domains/vault/rules/document'
import { refusalAnswer } from '@/server/answer'
import { CLIENT_HEADER } from '@/server/client-address'
import { createContext } from '@/server/context'
import { countAddress } from '@/server/limits'
import { createCaller } from '@/server/router'
import { presentedIn } from '@/server/session-cookie'
import { assertOwnPage, readBody } from '@/server/upload'

/**
 * Takes a document as the request's body: `?kind=passport` for the sender's own verification, its name in the header `x-file-name` (percent-encoded
 * UTF-8, so that no log of addresses has it), with
 * `&application=<id>` for an application of theirs and `&company=<id>` for their company; examines it at once and answers with its id and state. A refused file is
 * answered as a wrong field, with the sentence that stands beside it from then on. Who may is asked by the procedures.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnPage(request, process.env.SITE_URL ?? '')
    const context = await createContext(presentedIn(request))
    // Counted here, before any byte is read; the context names no address, so that the procedure does not count it again.
    await countAddress({ ...context, address: request.headers.get(CLIENT_HEADER) }, 'upload')
    const api = createCaller(context)
    // Asked before the body is read: a stranger's bytes are not worth keeping in memory.
    await api.compliance.mine()
    const asked = new URL(request.url).searchParams
    const fileName = nameOf(request)
    const bytes = await readBody(request, MAX_BYTES)
    const file = { kind: documentKind.catch('other').parse(asked.get('kind')), fileName, bytes }
    const documentId = await keep(api, file, asked)
    return answer(documentId, await api.vault.examine({ documentId }))
  } catch (error) {
    return refusalAnswer(error)
  }
}

type Api = ReturnType<typeof createCaller>
type File = Parameters<Api['compliance']['attachDocument']>[0]

/** Hands a file to the room that it is for. */
async function keep(api: Api, { kind, ...file }: File, asked: URLSearchParams): Promise<string> {
  const [applicationId, companyId] = [asked.get('application'), asked.get('company')]
  if (applicationId) return (await api.projects.addDocument({ ...file, kind, applicationId })).documentId
  if (!companyId) return api.compliance.attachDocument({ ...file, kind })
  return api.companies.addDocument({ ...file, kind: companyDocument.catch('other').parse(kind), companyId })
}

/** What the sender calls the file; nothing where the header is missing or broken, and then its ending says no type. */
function nameOf(request: Request): string {
  try {
    return decodeURIComponent(request.headers.get('x-file-name') ?? '')
  } catch (error) {
    if (error instanceof URIError) return ''
    throw error
  }
}

type Examined = { state: string; problem: keyof typeof PROBLEM_WORDS | null }

function answer(documentId: string, { state, problem }: Examined): Response {
  const headers = { 'cache-control': 'no-store' }
  const isRefused = REFUSED.some((refused) => refused === state)
  if (!isRefused || !problem) return Response.json({ documentId, state }, { status: 201, headers })
  const refusal = { code: 'vault.refused', field: 'file', message: PROBLEM_WORDS[problem] }
  return Response.json(refusal, { status: 400, headers })
}
