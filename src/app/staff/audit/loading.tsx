import { Loading } from '@/ui/page'

export default function AuditLoading() {
  return <Loading what="the audit trail" />
}
