import { ButtonLink } from '@/ui/button'
import { PageFrame } from '@/ui/page'

export default function NotFound() {
  return (
    <PageFrame
      title="There is nothing at this address"
      lead="The page was moved, or it exists only for people with another role."
      narrow
    >
      <ButtonLink href="/projects" className="justify-self-start">
        See the projects
      </ButtonLink>
    </PageFrame>
  )
}
