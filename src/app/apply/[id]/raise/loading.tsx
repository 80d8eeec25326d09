import { Loading } from '@/ui/page'

export default function RaiseConsoleLoading() {
  return <Loading what="your raise" />
}
