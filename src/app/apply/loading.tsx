import { Loading } from '@/ui/page'

export default function LoadingApplications() {
  return <Loading what="your applications" />
}
