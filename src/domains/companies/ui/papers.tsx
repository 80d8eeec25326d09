'use client'
import { type FormEvent, useRef, useState } from 'react'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { isRefused } from '@/domains/vault/rules/document'
import { DocumentStateNote } from '@/domains/vault/ui/document-state'
import { OpenDocument } from '@/domains/vault/ui/open-document'
import { sendDocument } from '@/domains/vault/ui/send-document'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { type ClientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { OwnCompany } from '../queries/own'
import { DOCUMENT_WORDS } from '../rules/completeness'
import { COMPANY_DOCUMENTS, type CompanyDocument } from '../schema'

type Documents = OwnCompany['documents']
type Props = { companyId: string; documents: Documents; isEditable: boolean }

/** The papers of a company: for its owner to send, open and remove. */
export const Papers = (props: Props) => (
  <TrpcProvider>
    <Card>
      <Heading>Papers</Heading>
      <p className="mb-4 max-w-prose text-soft">
        Pictures (JPEG, PNG or WebP) or PDFs of up to 20 pages, each up to 10 MB. They are checked and encrypted; only
        you and the people who decide can open them, and every opening is recorded.
      </p>
      <PaperRows {...props} />
      {props.isEditable && <Upload companyId={props.companyId} />}
    </Card>
  </TrpcProvider>
)

/** The same for staff: to open, not to change. */
export const PaperList = ({ documents }: { documents: Documents }) => (
  <TrpcProvider>
    <PaperRows companyId="" documents={documents} isEditable={false} />
  </TrpcProvider>
)

function PaperRows({ documents, isEditable }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  if (documents.length === 0) return <p className="text-soft">No paper yet.</p>
  return (
    <>
      <ActError error={error} />
      <ul className="divide-y divide-line">
        {documents.map(({ id, kind, fileName, state, problem }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0">
              <span className="block font-medium break-words">{fileName}</span>
              <span className="block text-soft">{DOCUMENT_WORDS[kind as CompanyDocument]}</span>
              <DocumentStateNote state={state} problem={problem} />
            </span>
            <span className="flex flex-wrap gap-2">
              {!isRefused(state) && <OpenDocument documentId={id} fileName={fileName} room="companies" />}
              {isEditable && (
                <Button
                  look="quiet"
                  busy={busy === id}
                  onClick={() => run(id, () => trpc.companies.removeDocument.mutate({ documentId: id }))}
                >
                  Remove<span className="sr-only"> {fileName}</span>
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Upload({ companyId }: { companyId: string }) {
  const { busy, run } = useAct()
  const [kind, setKind] = useState<string>(COMPANY_DOCUMENTS[0])
  const [percent, setPercent] = useState(0)
  const [problem, setProblem] = useState<ClientError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const send = (event: FormEvent) => {
    event.preventDefault()
    const file = input.current?.files?.[0]
    if (!file) return setProblem({ message: 'Choose a file first.', field: 'file', code: 'none' })
    setProblem(null)
    void run('upload', async () => {
      const sent = await sendDocument(file, { kind, company: companyId }, setPercent)
      setPercent(0)
      if (!sent.ok) setProblem(sent.error)
      else if (input.current) input.current.value = ''
    })
  }
  return (
    <form onSubmit={send} className="mt-4 grid gap-4" noValidate>
      <Field label="What it is">
        {(control) => (
          <Select {...control} value={kind} onChange={(event) => setKind(event.target.value)}>
            {COMPANY_DOCUMENTS.map((key) => (
              <option key={key} value={key}>
                {DOCUMENT_WORDS[key]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="File" error={problem?.message}>
        {(control) => (
          <Input {...control} ref={input} type="file" accept="image/jpeg,image/png,image/webp,application/pdf" />
        )}
      </Field>
      {busy === 'upload' && (
        <progress max={100} value={percent} className="h-2 w-full" aria-label="Upload">
          {percent} %
        </progress>
      )}
      <div>
        <Button type="submit" look="secondary" busy={busy === 'upload'}>
          Add paper
        </Button>
      </div>
    </form>
  )
}
