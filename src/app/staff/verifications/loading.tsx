import { Loading } from '@/ui/page'

export default function VerificationsLoading() {
  return <Loading what="the verifications" />
}
