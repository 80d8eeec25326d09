import { formatDay } from '@/kit/day'
import { Card, Heading } from '@/ui/card'
import type { Content } from '../schema/content'

/** Text as its author broke it into lines; never markup. */
export const Prose = ({ text }: { text: string }) => (
  <p className="max-w-prose break-words whitespace-pre-line">{text}</p>
)

/** What is built and why, with the team's own web address. */
export const ProjectStory = ({ project }: { project: Content['project'] }) => (
  <Card>
    <Heading>Vision</Heading>
    <Prose text={project.vision} />
    {project.website && (
      <p className="mt-4">
        <a className="text-brand underline underline-offset-4" href={project.website} rel="nofollow noreferrer ugc">
          {new URL(project.website).hostname}
        </a>
      </p>
    )}
  </Card>
)

/** The milestones in the order of their days. */
export function ProjectRoadmap({ roadmap }: { roadmap: Content['project']['roadmap'] }) {
  const milestones = roadmap.toSorted((a, b) => a.due.localeCompare(b.due))
  return (
    <Card>
      <Heading>Roadmap</Heading>
      <ol className="grid gap-4">
        {milestones.map(({ title, due, detail }) => (
          <li key={`${due} ${title}`} className="border-l-2 border-line-strong pl-4">
            <p className="font-medium">{title}</p>
            <p className="text-sm text-soft">
              by <time dateTime={due}>{formatDay(due)}</time>
            </p>
            {detail && <Prose text={detail} />}
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** Who stands behind it, in the team's own words. */
export const ProjectTeam = ({ team }: { team: Content['team'] }) => (
  <Card>
    <Heading>Team: {team.name}</Heading>
    <ul className="grid gap-3 sm:grid-cols-2">
      {team.members.map(({ displayName, role, link }) => (
        <li key={`${displayName} ${role}`}>
          <p className="font-medium">{displayName}</p>
          <p className="text-soft">{role}</p>
          {link && (
            <a className="text-brand underline underline-offset-4" href={link} rel="nofollow noreferrer ugc">
              {new URL(link).hostname}
            </a>
          )}
        </li>
      ))}
    </ul>
  </Card>
)

/** The risks as the team names them. */
export const ProjectRisks = ({ risks }: { risks: Content['risks'] }) => (
  <Card>
    <Heading>Risks named by the team</Heading>
    <Prose text={risks.text} />
  </Card>
)
