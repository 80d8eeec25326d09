import type { Asset } from '@/kit/money'
import { Card, Heading } from '@/ui/card'
import type { Content } from '../schema/content'
import { isBegun } from '../schema/sheet'
import type { Terms, TermsDraft } from '../schema/terms'
import { ProjectBudget, ProjectResources, ProjectToken, ProjectTokenomics } from './project-numbers'
import { ProjectPayments } from './project-payments'
import { ProjectRisks, ProjectRoadmap, ProjectStory, ProjectTeam } from './project-story'
import { ProjectTerms } from './project-terms'
import { SheetAnswersCard } from './sheet-view'

type Props = {
  content: Content
  payment: Asset
  terms: Terms | TermsDraft | null
  termsHash: string | null
  /** The answers for the information sheet, where no sheet was drawn up of them yet. */
  answers?: boolean
}

/** A whole application as the public would see it: for the preview, the reviewers, and the project's page. */
export const ProjectContent = ({ content, payment, terms, termsHash, answers = true }: Props) => (
  <>
    <ProjectStory project={content.project} />
    <ProjectTeam team={content.team} />
    <ProjectRoadmap roadmap={content.project.roadmap} />
    <ProjectResources resources={content.resources} />
    <ProjectBudget budget={content.budget} payment={payment} />
    <ProjectTokenomics tokenomics={content.tokenomics} sale={content.token} />
    <Card>
      <Heading>Token</Heading>
      <ProjectToken token={content.token} />
    </Card>
    <ProjectPayments {...content.tranches} />
    {terms && <ProjectTerms terms={terms} termsHash={termsHash} />}
    <ProjectRisks risks={content.risks} />
    {answers && content.sheet && isBegun(content.sheet) && <SheetAnswersCard answers={content.sheet} />}
  </>
)
