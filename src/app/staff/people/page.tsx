import type { Metadata } from 'next'
import { peopleFilter } from '@/domains/identity/schema'
import { InvitePerson } from '@/domains/identity/ui/invite-person'
import { KeyPermits } from '@/domains/identity/ui/key-permits'
import { PersonActs } from '@/domains/identity/ui/person-acts'
import { RoleChanges } from '@/domains/identity/ui/role-changes'
import { Ties } from '@/domains/identity/ui/ties'
import { type Asked, given, staffPage } from '@/server/page'
import { hasRole, ROLES } from '@/server/viewer'
import { Alert, Badge, Empty } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'People' }

/** People and their roles; changes of staff roles wait here for a second person. Checkers see the changes alone. */
export default async function PeoplePage({ searchParams }: { searchParams: Asked }) {
  const { api, viewer, now } = await staffPage('/staff/people', 'admin', 'checker')
  return (
    <PageFrame
      title="People"
      lead="Staff roles and lost passkeys go through two people: one proposes, another confirms."
      back={{ href: '/staff', label: 'Staff' }}
    >
      <Loaded what="who hears a page" load={() => api.identity.reach()}>
        {({ unheard }) => <Unheard staff={unheard} />}
      </Loaded>
      <Card>
        <Heading>Role changes that wait</Heading>
        <Loaded what="the changes" load={() => api.identity.roleChanges()}>
          {(changes) => <RoleChanges changes={changes} now={now} />}
        </Loaded>
      </Card>
      <Card>
        <Heading>Keys of staff that wait</Heading>
        <Loaded what="the proposals" load={() => api.identity.keyPermits()}>
          {(permits) => <KeyPermits permits={permits} now={now} />}
        </Loaded>
      </Card>
      <Card>
        <Heading>Owners and bodies of this platform</Heading>
        <Loaded what="the ties" load={() => api.identity.ties()}>
          {(ties) => <Ties {...ties} proposes={hasRole(viewer, 'admin')} now={now} />}
        </Loaded>
      </Card>
      {hasRole(viewer, 'admin') && <People api={api} self={viewer.personId} query={await given(searchParams)} />}
    </PageFrame>
  )
}

/** Alarms go out by mail, so whoever has no address is told of none. */
const Unheard = ({ staff }: { staff: readonly { id: string; name: string }[] }) =>
  staff.length > 0 && (
    <Alert tone="warn" title={`No page reaches ${staff.map(({ name }) => name).join(', ')}`}>
      They have a role of staff and no e-mail address. Give them one below, or take the role away.
    </Alert>
  )

type Api = Awaited<ReturnType<typeof staffPage>>['api']

function People({ api, self, query }: { api: Api; self: string; query: Record<string, string | undefined> }) {
  const { search, role, after } = query
  const asked = peopleFilter.safeParse({ search: search ?? '', ...(role && { role }), ...(after && { after }) })
  const filter = asked.success ? asked.data : peopleFilter.parse({})
  return (
    <>
      <Card>
        <Heading>Invite somebody</Heading>
        <InvitePerson />
      </Card>
      <Filter search={filter.search} role={filter.role} />
      <Loaded what="the people" load={() => api.identity.people(filter)}>
        {({ rows, next }) => (
          <>
            {rows.length === 0 ? (
              <Empty title="Nobody matches">Try another name, e-mail address or role.</Empty>
            ) : (
              <Table caption="People" head={['Name', 'E-mail', 'Roles', 'Wallets', 'Here since', 'Acts']}>
                {rows.map((person) => (
                  <Row key={person.id}>
                    <Cell>{person.displayName}</Cell>
                    <Cell>{person.email ?? '—'}</Cell>
                    <Cell>
                      <span className="flex flex-wrap gap-1">
                        {person.roles.map((name) => (
                          <Badge key={name}>{name}</Badge>
                        ))}
                      </span>
                    </Cell>
                    <Cell numeric>{person.wallets}</Cell>
                    <Cell>
                      <When instant={person.createdAt} />
                    </Cell>
                    <Cell>
                      <PersonActs person={person} self={person.id === self} called={calledAmong(rows, person)} />
                    </Cell>
                  </Row>
                ))}
              </Table>
            )}
            {next && (
              <ButtonLink
                look="secondary"
                className="justify-self-start"
                href={{ query: { search: filter.search, ...(filter.role && { role: filter.role }), after: next } }}
              >
                Older
              </ButtonLink>
            )}
          </>
        )}
      </Loaded>
    </>
  )
}

type Named = { id: string; displayName: string; email: string | null }

/** What tells somebody from the others of the page: whoever came by an invitation is called as all of them are. */
function calledAmong(rows: readonly Named[], { id, displayName, email }: Named): string {
  const isAlone = rows.filter((other) => other.displayName === displayName).length === 1
  return isAlone ? displayName : `${displayName}, ${email ?? id.slice(-8)}`
}

const Filter = ({ search, role }: { search: string; role: string | undefined }) => (
  <form className="flex flex-wrap items-end gap-3">
    <Field label="Name, e-mail or wallet">
      {(control) => <Input {...control} type="search" name="search" defaultValue={search} maxLength={80} />}
    </Field>
    <Field label="Role">
      {(control) => (
        <Select {...control} name="role" defaultValue={role ?? ''}>
          <option value="">any</option>
          {ROLES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
    </Field>
    <Button type="submit" look="secondary">
      Search
    </Button>
  </form>
)
