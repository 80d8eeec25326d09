import { ReviewCase } from '@/domains/projects/ui/review-case'
import { orNotFound, staffPage } from '@/server/page'
import { hasRole } from '@/server/viewer'

export const metadata = { title: 'Review of an application' }

/** One application under review: evidence on the left, decision on the right. */
export default async function ReviewPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { api, viewer, now } = await staffPage(`/staff/applications/${id}`, 'reviewer', 'checker')
  const review = await orNotFound(api.projects.reviewCase({ applicationId: id }))
  const { personId } = viewer
  return <ReviewCase review={review} viewer={{ personId, isChecker: hasRole(viewer, 'checker') }} now={now} />
}
