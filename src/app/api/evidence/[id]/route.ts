import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'
import { sessionToken } from '@/server/session-cookie'
import { assertOwnPage } from '@/server/upload'

/** Hands out a case's evidence pack as a download. It is a POST, because every export is recorded. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    assertOwnPage(request, process.env.SITE_URL ?? '')
    const api = createCaller(await createContext(sessionToken(request.headers.get('cookie') ?? undefined)))
    const { fileName, bytes } = await api.compliance.exportPack({ caseId: (await params).id })
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${fileName}"`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return refusalAnswer(error)
  }
}
