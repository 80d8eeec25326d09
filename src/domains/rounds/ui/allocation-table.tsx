import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Amount } from '@/ui/money'
import { Cell, Row, Table } from '@/ui/table'
import type { Allocation } from '../schema'

type Project = Allocation['projects'][number]
type Names = Readonly<Record<string, string>>

/** The result of a round, project by project, with the way to each number. */
export function AllocationTable({ allocation, names }: { allocation: Pick<Allocation, 'projects'>; names: Names }) {
  return (
    <Table caption="Allocation" head={['Project', 'People', 'Counted', 'Weight', 'Share', 'Why']}>
      {allocation.projects.map((project) => (
        <Row key={project.projectId}>
          <Cell>
            <div className="font-medium">{names[project.projectId] ?? 'A project'}</div>
            {project.recipient && <Address address={project.recipient} />}
          </Cell>
          <Cell numeric>{project.people}</Cell>
          <Cell numeric>
            <Amount units={project.counted} asset={KOII} />
          </Cell>
          <Cell numeric>
            <Amount units={project.weight} asset={KOII} />
          </Cell>
          <Cell numeric>
            <strong>
              <Amount units={project.units} asset={KOII} />
            </strong>
          </Cell>
          <Cell>
            <Explanation project={project} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function Explanation({ project }: { project: Project }) {
  if (project.people === 0) return <span className="text-soft">No pledges in a succeeded raise count.</span>
  const rounding = project.units - project.proportional
  return (
    <details className="sm:min-w-64">
      <summary className="cursor-pointer text-brand">Explain my number</summary>
      <ol className="mt-2 list-decimal pl-5 text-sm">
        <li>
          {project.people} {project.people === 1 ? 'person' : 'people'} had{' '}
          <Amount units={project.pledged} asset={KOII} /> accepted in a raise that succeeded.
        </li>
        <li>
          {project.peopleCapped === 0
            ? 'Nobody hit the cap of a person'
            : `${project.peopleCapped} hit the cap of a person`}
          , so <Amount units={project.counted} asset={KOII} /> count.
        </li>
        <li>
          {project.weight < project.counted
            ? 'The cap of a project cut this to'
            : 'The cap of a project was not hit; the weight is'}{' '}
          <Amount units={project.weight} asset={KOII} />.
        </li>
        <li>
          The pool by weight, rounded down, is <Amount units={project.proportional} asset={KOII} />.
        </li>
        <li>
          {project.payoutCapped
            ? 'The cap on payment was hit.'
            : rounding === 0n
              ? 'Nothing was added by rounding.'
              : null}
          {!project.payoutCapped && rounding !== 0n && (
            <>
              Spare units and what capped projects left add <Amount units={rounding} asset={KOII} />.
            </>
          )}
        </li>
      </ol>
    </details>
  )
}
