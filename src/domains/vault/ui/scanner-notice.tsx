import { Alert } from '@/ui/badge'

/** Says to staff that files are not scanned, and how many wait for a scanner. Nothing while a scanner answers. */
export function ScannerNotice({ scanner, waiting }: { scanner: 'on' | 'off' | 'missing'; waiting: number }) {
  if (scanner === 'off')
    return (
      <Alert tone="warn" title="The virus scanner is off">
        Files are drawn anew before anybody sees them, but nothing looks for malware. Set CLAMAV_SOCKET to turn it on.
      </Alert>
    )
  if (scanner === 'on' && waiting === 0) return null
  return (
    <Alert tone="bad" title={scanner === 'missing' ? 'There is no virus scanner' : 'The virus scanner does not answer'}>
      {waiting === 0 ? 'Files that are sent now' : `${waiting} files`} wait, and nobody can see them, until it does.
      {scanner === 'missing' && ' Set CLAMAV_SOCKET (docs/operations.md).'}
    </Alert>
  )
}
