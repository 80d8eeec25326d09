import { Loading } from '@/ui/page'

export default function LoadingReview() {
  return <Loading what="the application" />
}
