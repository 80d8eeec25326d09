import { refusalAnswer } from '@/server/answer'
import { createContext } from '@/server/context'
import { createCaller } from '@/server/router'

/** A listed round with everything it follows from, as the file that `flotilla recompute` computes again. The same for everybody. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    const api = createCaller(await createContext(null))
    const { fileName, text } = await api.consensus.export({ roundId: (await params).id })
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
