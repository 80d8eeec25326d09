import { Loading } from '@/ui/page'

export default function AccountLoading() {
  return <Loading what="your account" />
}
