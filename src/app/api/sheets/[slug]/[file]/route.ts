import { sheetPdf } from '@/domains/projects/flows/sheet-file'
import { parseInteger } from '@/kit/integer'
import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'

const FILE = /^([1-9]\d{0,4})\.(pdf|json)$/
const TYPES = { pdf: 'application/pdf', json: 'application/json' } as const

/** A version of a project's information sheet, for everybody: `/api/sheets/<slug>/<version>.pdf`, or the canonical JSON that is hashed. */
export async function GET(
  _: Request,
  { params }: { params: Promise<{ slug: string; file: string }> },
): Promise<Response> {
  try {
    const { slug, file } = await params
    const [, number, kind] = FILE.exec(file) ?? []
    const api = createCaller(await createContext(null))
    const sheet = number
      ? await api.projects.sheet({ slug: slug.slice(0, 120), number: parseInteger(number) ?? 0 })
      : null
    if (!sheet) return Response.json({ code: 'projects.missing', message: 'There is no such sheet.' }, { status: 404 })
    const body = kind === 'pdf' ? new Uint8Array(await sheetPdf(sheet)) : sheet.document
    return new Response(body, {
      headers: {
        'content-type': TYPES[kind as 'pdf' | 'json'],
        'content-disposition': `attachment; filename="sheet-${sheet.number}.${kind}"`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'public, max-age=86400',
      },
    })
  } catch (error) {
    return refusalAnswer(error)
  }
}
