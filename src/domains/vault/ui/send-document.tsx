import type { ClientError } from '@/ui/trpc'

const UNREACHABLE: ClientError = {
  message: 'The site did not answer, or the connection was cut. Nothing was stored; send the file again.',
  field: undefined,
  code: 'server.unreachable',
}

type Sent = { ok: true; documentId: string } | { ok: false; error: ClientError }

/** Reads what the document routes say to a request that they refuse. */
export function refusalOf(text: string): ClientError {
  try {
    const { message, field, code } = JSON.parse(text) as Partial<ClientError>
    return message && code ? { message, field, code } : UNREACHABLE
  } catch (error) {
    if (error instanceof SyntaxError) return UNREACHABLE
    throw error
  }
}

/**
 * Sends a file to the document route. XMLHttpRequest, because only it tells how much of a body is on its way. `progress` gets
 * whole percents.
 */
export function sendDocument(
  file: File,
  { kind, application, company }: { kind: string; application?: string; company?: string },
  progress: (percent: number) => void,
): Promise<Sent> {
  const asked = new URLSearchParams({
    kind,
    ...(application && { application }),
    ...(company && { company }),
  })
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/documents?${asked}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    // Not in the address, which proxies and browsers write down.
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name.toWellFormed()))
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? Math.floor((loaded * 100) / total) : 0)
    request.onerror = () => resolve({ ok: false, error: UNREACHABLE })
    request.onload = () => {
      if (request.status === 201) resolve({ ok: true, documentId: JSON.parse(request.responseText).documentId })
      else resolve({ ok: false, error: refusalOf(request.responseText) })
    }
    request.send(file)
  })
}
