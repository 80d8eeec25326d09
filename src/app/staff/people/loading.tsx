import { Loading } from '@/ui/page'

export default function PeopleLoading() {
  return <Loading what="people" />
}
