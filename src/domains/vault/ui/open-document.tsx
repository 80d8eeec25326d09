'use client'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { saveFile } from '@/ui/save-file'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { refusalOf } from './send-document'

/** The room that knows what a document is for, and who may see it. */
export type DocumentRoom = 'compliance' | 'projects' | 'companies'
type Props = { documentId: string; fileName: string; room: DocumentRoom }

/**
 * Opens a document: to its owner the file comes back as it was sent; staff see its pages, drawn anew, below the button. Every page
 * that is fetched is recorded with the name of who looked.
 */
export const OpenDocument = (props: Props) => (
  <TrpcProvider>
    <Opener {...props} />
  </TrpcProvider>
)

function Opener({ documentId, fileName, room }: Props) {
  const client = useTRPCClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [pages, setPages] = useState<string[]>([])
  const open = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const links = await client[room].openDocument.mutate({ documentId })
      const answers = await Promise.all(links.tokens.map(fetched))
      const contents = answers.flatMap(({ content }) => content ?? [])
      const refused = answers.find(({ refusal }) => refusal)?.refusal
      if (refused) setProblem(refused)
      else if (links.form === 'original') saveFile(contents[0]!, fileName)
      else setPages(contents.map((content) => URL.createObjectURL(content)))
    } catch (error) {
      setProblem(clientError(error).message)
    }
    setBusy(false)
  }
  const close = () => {
    for (const page of pages) URL.revokeObjectURL(page)
    setPages([])
  }
  return (
    <span className="grid justify-items-start gap-2">
      <Button look="secondary" busy={busy} onClick={pages.length > 0 ? close : open}>
        {pages.length > 0 ? 'Close' : 'Open'}
        <span className="sr-only"> {fileName}</span>
      </Button>
      {problem && (
        <span role="alert" className="text-bad">
          {problem}
        </span>
      )}
      {pages.map((page, n) => (
        // biome-ignore lint/performance/noImgElement: a page of a document is fetched once and kept nowhere
        <img key={page} src={page} alt={`Page ${n + 1} of ${fileName}`} className="max-w-full border border-line" />
      ))}
    </span>
  )
}

async function fetched(token: string): Promise<{ content?: Blob; refusal?: string }> {
  const response = await fetch(`/api/documents/view/${token}`)
  if (response.ok) return { content: await response.blob() }
  return { refusal: refusalOf(await response.text()).message }
}
