import { Loading } from '@/ui/page'

export default function StaffRaisesLoading() {
  return <Loading what="the raises" />
}
