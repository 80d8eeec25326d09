import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'
import { presentedIn } from '@/server/session-cookie'

/**
 * Hands out one part of a document, once, within 30 seconds, to the session that asked for it: as something that no browser renders
 * on this site, sniffs or keeps. That it is a GET does no harm: a way that was not asked for does not exist.
 */
export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  try {
    const api = createCaller(await createContext(presentedIn(request)))
    const { fileName, contentType, bytes, part } = await api.vault.view({ token: (await params).token })
    const name = part === 0 ? fileName : `${fileName.replace(/\.[^.]*$/, '')} ${part}.jpg`
    const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_')
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return refusalAnswer(error)
  }
}
