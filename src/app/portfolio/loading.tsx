import { Loading } from '@/ui/page'

export default function PortfolioLoading() {
  return <Loading what="your portfolio" />
}
