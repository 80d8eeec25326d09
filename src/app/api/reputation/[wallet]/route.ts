import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'

/** The reputation of a wallet whose owner shows it, as the file that `flotilla reputation` recomputes. The same for everybody. */
export async function GET(_: Request, { params }: { params: Promise<{ wallet: string }> }): Promise<Response> {
  try {
    const api = createCaller(await createContext(null))
    const { fileName, text } = await api.reputation.export({ wallet: (await params).wallet })
    return new Response(text, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return refusalAnswer(error)
  }
}
