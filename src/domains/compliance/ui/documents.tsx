'use client'
import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import { isRefused, MAX_BYTES } from '@/domains/vault/rules/document'
import type { DocumentState, Problem } from '@/domains/vault/schema'
import { DocumentStateNote } from '@/domains/vault/ui/document-state'
import { OpenDocument } from '@/domains/vault/ui/open-document'
import { sendDocument } from '@/domains/vault/ui/send-document'
import { Button } from '@/ui/button'
import { Field, Input, Select } from '@/ui/field'
import { type ClientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { DOCUMENT_WORDS, sizeText } from '../rules/words'
import type { DocumentKind } from '../schema'
import { ActError, useAct } from './act'

export type ListedDocument = {
  id: string
  kind: string
  fileName: string
  size: number
  state: DocumentState
  problem: Problem | null
}

const KINDS: readonly DocumentKind[] = ['passport', 'identity_card', 'residence_permit', 'other']

/** The documents of a verification, with a way to add and to remove them. */
export function Documents({ documents }: { documents: readonly ListedDocument[] }) {
  return (
    <TrpcProvider>
      <div className="grid gap-6">
        <DocumentRows documents={documents} />
        <Upload />
      </div>
    </TrpcProvider>
  )
}

function DocumentRows({ documents }: { documents: readonly ListedDocument[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  if (documents.length === 0) return <p className="text-soft">No document yet.</p>
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <ul className="divide-y divide-line">
        {documents.map(({ id, kind, fileName, size, state, problem }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0">
              <span className="block font-medium">{DOCUMENT_WORDS[kind as DocumentKind]}</span>
              <span className="block break-words text-soft">
                {fileName}, {sizeText(size)}
              </span>
              <DocumentStateNote state={state} problem={problem} />
            </span>
            <span className="flex flex-wrap gap-2">
              {!isRefused(state) && <OpenDocument documentId={id} fileName={fileName} room="compliance" />}
              <Button
                look="quiet"
                busy={busy === id}
                onClick={() => run(id, () => trpc.compliance.removeDocument.mutate({ documentId: id }))}
              >
                Remove<span className="sr-only"> {fileName}</span>
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

const problemOf = (file: File | undefined): string | null => {
  if (!file) return 'Choose a file first.'
  return file.size > MAX_BYTES ? 'A document has at most 10 MB. Send a smaller file.' : null
}

function Upload() {
  const router = useRouter()
  const [error, setError] = useState<ClientError | null>(null)
  const [percent, setPercent] = useState<number | null>(null)
  const [kind, setKind] = useState<DocumentKind>('passport')
  const input = useRef<HTMLInputElement>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const file = input.current?.files?.[0]
    const problem = problemOf(file)
    setError(problem ? { message: problem, field: 'file', code: 'compliance.file' } : null)
    if (!file || problem) return
    setPercent(0)
    const sent = await sendDocument(file, { kind }, setPercent)
    setPercent(null)
    // A refused file stands in the list with its reason, so the list is loaded anew in any case.
    router.refresh()
    if (!sent.ok) return setError(sent.error)
    if (input.current) input.current.value = ''
  }
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <ActError error={error?.field === 'file' ? null : error} />
      <Field label="What it is">
        {(control) => (
          <Select {...control} value={kind} onChange={({ target }) => setKind(target.value as DocumentKind)}>
            {KINDS.map((known) => (
              <option key={known} value={known}>
                {DOCUMENT_WORDS[known]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="File"
        hint="A picture (JPEG, PNG or WebP) or a PDF of at most 20 pages, each at most 10 MB."
        error={error?.field === 'file' ? error.message : undefined}
      >
        {(control) => (
          <Input {...control} ref={input} type="file" accept="image/jpeg,image/png,image/webp,application/pdf" />
        )}
      </Field>
      {percent !== null && (
        <progress max={100} value={percent} className="h-2 w-full" aria-label="Upload">
          {percent} %
        </progress>
      )}
      <Button type="submit" look="secondary" className="justify-self-start" busy={percent !== null}>
        Add document
      </Button>
    </form>
  )
}
