import { Loading } from '@/ui/page'

export default function LoadingApplication() {
  return <Loading what="the application" />
}
