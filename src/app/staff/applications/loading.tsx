import { Loading } from '@/ui/page'

export default function LoadingQueue() {
  return <Loading what="the queue" />
}
