import { Loading } from '@/ui/page'

export default function VerifyLoading() {
  return <Loading what="your verification" />
}
