import { refusalAnswer, zipAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'
import { presentedIn } from '@/server/session-cookie'
import { assertOwnPage } from '@/server/upload'

/** Hands out a company's evidence pack as a download. It is a POST, because every export is recorded. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    assertOwnPage(request, process.env.SITE_URL ?? '')
    const api = createCaller(await createContext(presentedIn(request)))
    return zipAnswer(await api.companies.exportPack({ companyId: (await params).id }))
  } catch (error) {
    return refusalAnswer(error)
  }
}
