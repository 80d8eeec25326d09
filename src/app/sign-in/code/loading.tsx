import { Loading } from '@/ui/page'

export default function CodeLoading() {
  return <Loading what="the code form" />
}
