import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'
import { sessionToken } from '@/server/session-cookie'
import { assertOwnPage } from '@/server/upload'

/**
 * Hands out a document as a download that no browser renders on this site: attachment, no sniffing, sandboxed, never cached.
 * It is a POST, because every opening is recorded and nothing may open a document ahead of a click.
 */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    assertOwnPage(request, process.env.SITE_URL ?? '')
    const api = createCaller(await createContext(sessionToken(request.headers.get('cookie') ?? undefined)))
    const { fileName, contentType, bytes } = await api.compliance.openDocument({ documentId: (await params).id })
    const plain = fileName.replace(/[^A-Za-z0-9 ._-]/g, '_')
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
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
