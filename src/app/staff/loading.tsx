import { Loading } from '@/ui/page'

export default function StaffLoading() {
  return <Loading />
}
