'use client'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { refusalOf } from './send-document'

/** Downloads a document. Each download is recorded with the name of who asked. */
export function DownloadButton({ documentId, fileName }: { documentId: string; fileName: string }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const download = async () => {
    setBusy(true)
    setProblem(null)
    const response = await fetch(`/api/documents/${documentId}`, { method: 'POST' }).catch(() => null)
    if (response?.ok) save(await response.blob(), fileName)
    else setProblem(refusalOf(response ? await response.text() : '').message)
    setBusy(false)
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button look="secondary" busy={busy} onClick={download}>
        Download<span className="sr-only"> {fileName}</span>
      </Button>
      {problem && (
        <span role="alert" className="text-bad">
          {problem}
        </span>
      )}
    </span>
  )
}

function save(content: Blob, fileName: string) {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
