import { Loading } from '@/ui/page'

export default function PageLoading() {
  return <Loading />
}
