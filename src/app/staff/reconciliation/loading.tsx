import { Loading } from '@/ui/page'

export default function ReconciliationLoading() {
  return <Loading what="the reconciliation" />
}
