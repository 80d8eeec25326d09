import type { Metadata } from 'next'
import { auditFilter } from '@/domains/identity/schema'
import type { auditOf } from '@/server/audit'
import { type Asked, given, staffPage } from '@/server/page'
import { Alert, Empty } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Audit trail' }

/** Every act, newest first: what, about what, by whom, and its hash in the log. */
export default async function AuditPage({ searchParams }: { searchParams: Asked }) {
  const { api } = await staffPage('/staff/audit', 'admin')
  const { type = '', subject = '', before } = await given(searchParams)
  const asked = auditFilter.safeParse({ type, subject, ...(before && { before }) })
  const filter = asked.success ? asked.data : auditFilter.parse({})
  return (
    <PageFrame
      title="Audit trail"
      lead="Every act of everybody, in the order in which it was recorded. Entries are never changed."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="the last look at the log" load={() => api.operations.audit()}>
        {(audit) => <WholeLog audit={audit} />}
      </Loaded>
      {!asked.success && (
        <Alert tone="warn" title="This filter cannot be read; all entries are shown.">
          {asked.error.issues[0]?.message}
        </Alert>
      )}
      <form className="flex flex-wrap items-end gap-3">
        <Field label="Act" hint="Begins with, for example: projects.">
          {(control) => <Input {...control} name="type" defaultValue={filter.type} maxLength={60} />}
        </Field>
        <Field label="About" hint="For example: raise:<address>">
          {(control) => <Input {...control} name="subject" defaultValue={filter.subject} maxLength={100} />}
        </Field>
        <Button type="submit" look="secondary">
          Filter
        </Button>
      </form>
      <Loaded what="the entries" load={() => api.identity.audit(filter)}>
        {({ rows, next }) => (
          <>
            {rows.length === 0 ? (
              <Empty title="No entry matches">Shorten the filter, or clear it to see all.</Empty>
            ) : (
              <Table caption="Acts" head={['Place', 'When', 'Act', 'By', 'About', 'Facts']}>
                {rows.map((row) => (
                  <Row key={row.id}>
                    <Cell numeric>{row.serial}</Cell>
                    <Cell>
                      <When instant={row.at} />
                    </Cell>
                    <Cell>{row.type}</Cell>
                    <Cell>{row.actor ?? 'the system'}</Cell>
                    <Cell>
                      <span className="font-mono text-sm break-all">{row.subjects.join(' ')}</span>
                    </Cell>
                    <Cell>
                      <details>
                        <summary className="cursor-pointer">Show</summary>
                        <code className="block max-w-md text-sm break-all">{row.body}</code>
                        <p className="mt-2 text-sm break-all text-soft">Leaf hash {row.hash}</p>
                      </details>
                    </Cell>
                  </Row>
                ))}
              </Table>
            )}
            {next && (
              <ButtonLink
                look="secondary"
                className="justify-self-start"
                href={{ query: { type: filter.type, subject: filter.subject, before: next } }}
              >
                Older
              </ButtonLink>
            )}
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}

type Audit = Awaited<ReturnType<typeof auditOf>>

/** How the daily look at the whole log ended, and the head of its chain, to be kept where nobody reaches it who reaches the database. */
function WholeLog({ audit: { check, head } }: { audit: Audit }) {
  if (check && check.problems.length > 0)
    return (
      <Alert tone="bad" title="The log does not fit">
        <p>
          Looked at <When instant={check.at} />. Keep a copy of the database before anything else, then ask who could
          write to it.
        </p>
        <ul className="list-disc pl-6">
          {check.problems.map((problem) => (
            <li key={problem} className="break-words">
              {problem}
            </li>
          ))}
        </ul>
      </Alert>
    )
  return (
    <Alert title={check ? `All ${check.entries} entries fit` : 'The whole log is looked at within a day'}>
      {check && (
        <p>
          Looked at <When instant={check.at} />: each entry against its hash and its place in the chain, each decision
          against the entry that records it. {check.keptAt ? 'Its head lies in the object store too.' : ''}
        </p>
      )}
      <p>
        The head now, to be kept elsewhere: <code className="text-sm break-all">{head}</code>
      </p>
    </Alert>
  )
}
