'use client'
import { useState } from 'react'
import { refusalOf } from '@/domains/vault/ui/send-document'
import { Button } from '@/ui/button'
import { saveFile } from '@/ui/save-file'
import { isAnsweredByKey, showKeyFor } from '@/ui/step-up'

/** Downloads the evidence pack of a verification or a company. Each export is recorded with the name of who asked. */
export function PackButton({ caseId, of = 'case' }: { caseId: string; of?: 'case' | 'company' }) {
  const path = of === 'case' ? caseId : `companies/${caseId}`
  const act = of === 'case' ? 'compliance.exportPack' : 'companies.exportPack'
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const download = async () => {
    setBusy(true)
    setProblem(null)
    const pack = () => fetch(`/api/evidence/${path}`, { method: 'POST' }).catch(() => null)
    let response = await pack()
    let refusal = response?.ok ? null : refusalOf(response ? await response.text() : '')
    if (isAnsweredByKey(refusal?.code) && (await showKeyFor(act))) {
      response = await pack()
      refusal = response?.ok ? null : refusalOf(response ? await response.text() : '')
    }
    if (response?.ok) saveFile(await response.blob(), `${of}-${caseId}.zip`)
    else setProblem(refusal?.message ?? null)
    setBusy(false)
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button look="secondary" busy={busy} onClick={download}>
        Export the evidence pack
      </Button>
      {problem && (
        <span role="alert" className="text-bad">
          {problem}
        </span>
      )}
    </span>
  )
}
