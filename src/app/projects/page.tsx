import type { Metadata } from 'next'
import { CATEGORIES } from '@/domains/projects/schema/content'
import { PHASE_WORDS, PHASES, SORTS } from '@/domains/raises/rules/phase'
import { listInput } from '@/domains/raises/schema'
import { ChainNotice } from '@/domains/raises/ui/chain-notice'
import { RaiseCards } from '@/domains/raises/ui/raise-card'
import { type Asked, type Given, given, publicPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Field, Input, Select } from '@/ui/field'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Projects' }
export const dynamic = 'force-dynamic'

const SORT_WORDS = {
  closing: 'Closing next',
  newest: 'Newest',
  raised: 'Most raised',
  percent: 'Furthest to the cap',
  backers: 'Most backers',
}

/** The list's query from the URL. What the list does not know is left out: a mistyped address still shows something. */
function readQuery({ q, state, category, sort, after }: Given<'q' | 'state' | 'category' | 'sort' | 'after'>) {
  const asked = { search: q?.slice(0, 100), phase: state, category, sort, cursor: after }
  const known = Object.entries(asked).filter(([name, value]) => value && listInput.safeParse({ [name]: value }).success)
  return listInput.parse(Object.fromEntries(known))
}

export default async function ProjectsPage({ searchParams }: { searchParams: Asked }) {
  const [{ api, now }, params] = [await publicPage(), await given(searchParams)]
  const query = readQuery(params)
  const [{ cards, next }, chain] = await Promise.all([api.raises.list(query), api.raises.chain()])
  const more = new URLSearchParams({ ...params, after: next ?? '' })
  return (
    <PageFrame title="Projects" lead="Amounts are final on the chain and at most two seconds old.">
      <ChainNotice chain={chain} />
      <form className="grid grid-cols-2 items-end gap-x-3 gap-y-2 lg:grid-cols-[2fr_1fr_1fr_1fr_auto] [&>:first-child]:max-lg:col-span-2">
        <Field label="Search">
          {(control) => (
            <Input {...control} name="q" type="search" defaultValue={query.search} placeholder="Name, team, words" />
          )}
        </Field>
        <Field label="State">
          {(control) => (
            <Select {...control} name="state" defaultValue={query.phase ?? ''}>
              <option value="">All</option>
              {PHASES.map((phase) => (
                <option key={phase} value={phase}>
                  {PHASE_WORDS[phase]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Category">
          {(control) => (
            <Select {...control} name="category" defaultValue={query.category ?? ''}>
              <option value="">All</option>
              {Object.entries(CATEGORIES).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Order">
          {(control) => (
            <Select {...control} name="sort" defaultValue={query.sort}>
              {SORTS.map((sort) => (
                <option key={sort} value={sort}>
                  {SORT_WORDS[sort]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit">Show</Button>
      </form>
      {cards.length === 0 ? (
        <Empty title="No project matches">
          <p>Try fewer words, or another state or category.</p>
          <ButtonLink href="/projects" look="quiet">
            Show all
          </ButtonLink>
        </Empty>
      ) : (
        <section>
          <h2 className="sr-only">Raises found</h2>
          <RaiseCards cards={cards} now={now} />
        </section>
      )}
      {next && (
        <ButtonLink href={`/projects?${more}`} look="secondary" className="justify-self-center">
          More
        </ButtonLink>
      )}
    </PageFrame>
  )
}
