'use client'
import { useState } from 'react'
import { Alert, Badge, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { Cell, Row, Table } from '@/ui/table'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { datedProposals, listsDesk } from '../queries/dated'
import { LIST_WORDS, type ListName } from '../rules/dated'
import type { Regime } from '../rules/regime'
import { REGIME_WORDS } from '../rules/regime-words'
import { ActError, useAct } from './act'

type Lists = Awaited<ReturnType<typeof listsDesk>>
type Proposals = Awaited<ReturnType<typeof datedProposals>>

/** What the parts of a proposal are. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ list: 'List', regime: 'Regime', version: 'Version', asOf: 'As of', entries: 'Entries' },
  ...{ effectiveFrom: 'First day', effectiveTo: 'First day on which it no longer holds' },
  ...{ params: 'Numbers, amounts in cents', checkedBy: 'Checked by which lawyer' },
  ...{ sourceUrl: 'Address of the source', sourceText: 'What the source says', reason: 'Why now' },
}

const day = (instant: Date) => instant.toISOString().slice(0, 10)

/** Every list with its versions; one that nobody renewed for long says so. */
export const DatedLists = ({ lists }: { lists: Lists }) => (
  <div className="grid gap-3">
    {lists
      .filter(({ stale }) => stale)
      .map(({ list, versions }) => (
        <Alert key={list} tone="warn" title={`${LIST_WORDS[list].name}: look for a newer version`}>
          {versions[0] ? `The one in force is of ${day(versions[0].asOf)}.` : 'There is none.'} Enter the newest below;
          it holds once another person has confirmed it.
        </Alert>
      ))}
    <Table caption="Lists" head={['List', 'Version', 'As of', 'State', 'Entries', 'Source']}>
      {lists.flatMap(({ list, versions, stale }) =>
        versions.map(({ id, version, asOf, entries, sourceUrl, sourceText }, index) => (
          <Row key={id}>
            <Cell>
              {LIST_WORDS[list].name}
              <span className="block text-sm text-soft">{LIST_WORDS[list].what}</span>
            </Cell>
            <Cell numeric>{version}</Cell>
            <Cell>
              <span className="whitespace-nowrap">{day(asOf)}</span>
            </Cell>
            <Cell>
              {index > 0 ? (
                <Badge>replaced</Badge>
              ) : (
                <Badge tone={stale ? 'warn' : 'good'}>{stale ? 'old' : 'in force'}</Badge>
              )}
            </Cell>
            <Cell>
              <details>
                <summary className="cursor-pointer py-2 whitespace-nowrap">Show them</summary>
                <code className="text-sm break-all">{entries}</code>
              </details>
            </Cell>
            <Cell>
              <a href={sourceUrl} className="text-brand underline underline-offset-4" rel="noreferrer">
                {new URL(sourceUrl).hostname}
              </a>
              <span className="block text-sm text-soft">{sourceText}</span>
            </Cell>
          </Row>
        )),
      )}
    </Table>
  </div>
)

/** Versions that wait for a second person. */
export const DatedProposals = (props: { proposals: Proposals; viewer: Viewer; now: Date }) => (
  <TrpcProvider>
    <Waiting {...props} />
  </TrpcProvider>
)
type Viewer = { personId: string; decides: boolean }

const nameOf = (about: string): string =>
  about in LIST_WORDS ? LIST_WORDS[about as ListName].name : REGIME_WORDS[about as Regime].name

function Waiting({ proposals, viewer, now }: { proposals: Proposals; viewer: Viewer; now: Date }) {
  if (proposals.length === 0)
    return (
      <Empty title="No version waits">A version that somebody enters stands here until another person decides.</Empty>
    )
  return (
    <ul className="grid gap-4">
      {proposals.map((proposal) => (
        <li key={proposal.about} className="rounded-xl border border-line p-4">
          <p className="font-medium">
            {nameOf(proposal.about)}, version {proposal.content.version}
          </p>
          <p className="text-sm text-soft">
            Proposed <When instant={proposal.madeAt} now={now} />, counts until{' '}
            <When instant={proposal.expiresAt} now={now} />
          </p>
          <dl className="my-3 grid gap-2">
            {Object.entries({ ...proposal.content, reason: proposal.note }).map(([name, value]) => (
              <div key={name}>
                <dt className="text-sm text-soft">{WORDS[name] ?? name}</dt>
                <dd className="text-sm break-all">{value ?? 'none'}</dd>
              </div>
            ))}
          </dl>
          {viewer.decides && proposal.makerId !== viewer.personId ? (
            <Decide about={proposal.about as Regime | ListName} />
          ) : (
            <p className="text-soft">It waits for another person.</p>
          )}
        </li>
      ))}
    </ul>
  )
}

function Decide({ about }: { about: Regime | ListName }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [comment, setComment] = useState('')
  return (
    <div className="grid gap-3">
      <ActError error={error} />
      <Button
        className="justify-self-start"
        busy={busy === 'confirm'}
        disabled={busy !== null}
        onClick={() => run('confirm', () => client.protection.confirmDated.mutate({ about }))}
      >
        Put it in force
      </Button>
      <Field label="Or say what is wrong with it">
        {(control) => <Input {...control} value={comment} onChange={({ target }) => setComment(target.value)} />}
      </Field>
      <Button
        look="secondary"
        className="justify-self-start"
        busy={busy === 'return'}
        disabled={busy !== null || comment.trim() === ''}
        onClick={() => run('return', () => client.protection.returnDated.mutate({ about, comment }))}
      >
        Give it back
      </Button>
    </div>
  )
}
