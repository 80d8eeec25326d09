'use client'
import { type FormEvent, useRef, useState } from 'react'
import { isRefused } from '@/domains/vault/rules/document'
import type { DocumentState, Problem } from '@/domains/vault/schema'
import { DocumentStateNote } from '@/domains/vault/ui/document-state'
import { OpenDocument } from '@/domains/vault/ui/open-document'
import { sendDocument } from '@/domains/vault/ui/send-document'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { pathAfter } from './steps'
import { useAct } from './use-act'

export type ListedDocument = {
  id: string
  kind: string
  fileName: string
  size: number
  state: DocumentState
  problem: Problem | null
}

/** The kinds of document that support an application. */
const KINDS: Readonly<Record<string, string>> = {
  other: 'A document that supports the application',
  registry_extract: 'Extract from a company register',
}

/** A size for glancing: `1.2 MB` is enough. */
const sizeWords = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(Math.ceil(bytes / 100_000) / 10).toLocaleString('en')} MB`

/** Step 10: files that support the application. */
export const DocumentsStep = (props: { applicationId: string; documents: readonly ListedDocument[] }) => (
  <TrpcProvider>
    <Card>
      <Heading>Documents</Heading>
      <p className="mb-4 max-w-prose text-soft">
        Pictures (JPEG, PNG or WebP) or PDFs of up to 20 pages, each up to 10 MB. They are checked and encrypted; only
        you and the people who decide on the application can open them, and every opening is recorded.
      </p>
      <DocumentRows {...props} removable />
      <Upload applicationId={props.applicationId} />
      <p className="mt-6">
        <Link className="text-brand underline underline-offset-4" href={pathAfter(props.applicationId, 'documents')}>
          Continue to the preview
        </Link>
      </p>
    </Card>
  </TrpcProvider>
)

/** The documents of an application, for the reviewers: to open, not to change. */
export const DocumentList = (props: { applicationId: string; documents: readonly ListedDocument[] }) => (
  <TrpcProvider>
    <DocumentRows {...props} />
  </TrpcProvider>
)

type Rows = { applicationId: string; documents: readonly ListedDocument[]; removable?: boolean }

function DocumentRows({ applicationId, documents, removable = false }: Rows) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  if (documents.length === 0) return <p className="text-soft">No document yet.</p>
  const remove = (documentId: string) =>
    act(documentId, () => client.projects.removeDocument.mutate({ applicationId, documentId }))
  return (
    <>
      {error && <Alert tone="bad" title={error.message} />}
      <ul className="divide-y divide-line">
        {documents.map(({ id, kind, fileName, size, state, problem }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0">
              <span className="block font-medium break-words">{fileName}</span>
              <span className="block text-soft">
                {KINDS[kind] ?? kind}, {sizeWords(size)}
              </span>
              <DocumentStateNote state={state} problem={problem} />
            </span>
            <span className="flex flex-wrap gap-2">
              {!isRefused(state) && <OpenDocument documentId={id} fileName={fileName} room="projects" />}
              {removable && (
                <Button look="quiet" busy={running === id} onClick={() => remove(id)}>
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

function Upload({ applicationId }: { applicationId: string }) {
  const { act, running } = useAct()
  const [kind, setKind] = useState('other')
  const [percent, setPercent] = useState(0)
  const [problem, setProblem] = useState<string | undefined>()
  const input = useRef<HTMLInputElement>(null)
  const send = (event: FormEvent) => {
    event.preventDefault()
    const file = input.current?.files?.[0]
    if (!file) return setProblem('Choose a file first.')
    setProblem(undefined)
    void act('upload', async () => {
      const sent = await sendDocument(file, { kind, application: applicationId }, setPercent)
      setPercent(0)
      if (!sent.ok) setProblem(sent.error.message)
      else if (input.current) input.current.value = ''
    })
  }
  return (
    <form onSubmit={send} className="mt-4 grid gap-4" noValidate>
      <Field label="What it is">
        {(control) => (
          <Select {...control} value={kind} onChange={(event) => setKind(event.target.value)}>
            {Object.entries(KINDS).map(([key, words]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="File" error={problem}>
        {(control) => (
          <Input {...control} ref={input} type="file" accept="image/jpeg,image/png,image/webp,application/pdf" />
        )}
      </Field>
      {running === 'upload' && (
        <progress max={100} value={percent} className="h-2 w-full" aria-label="Upload">
          {percent} %
        </progress>
      )}
      <div>
        <Button type="submit" look="secondary" busy={running === 'upload'}>
          Add document
        </Button>
      </div>
    </form>
  )
}
