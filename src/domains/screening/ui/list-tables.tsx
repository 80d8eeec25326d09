import { Alert, Badge } from '@/ui/badge'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { listOverview } from '../queries/lists'
import { SOURCE_WORDS } from '../rules/words'

type Overview = Awaited<ReturnType<typeof listOverview>>

const AGE = {
  fresh: { words: 'fresh', tone: 'good' },
  old: { words: 'old', tone: 'warn' },
  stale: { words: 'too old', tone: 'bad' },
} as const

/** The lists: which version is in force, how old it is, and what is wrong. */
export function ListTables({ lists, imports, now }: Overview & { now: Date }) {
  const stopped = lists.filter(({ isRequired, age }) => isRequired && age === 'stale')
  const unproven = lists.filter(({ isRequired, provenAt }) => isRequired && !provenAt)
  return (
    <div className="grid gap-4">
      {stopped.length > 0 && (
        <Alert tone="bad" title="Nobody can invest">
          Missing, or not looked at for 72 hours: {stopped.map(({ source }) => SOURCE_WORDS[source]).join(', ')}. Import
          it: <code>npx flotilla lists import</code>
        </Alert>
      )}
      {unproven.length > 0 && (
        <Alert tone="warn" title="Not proven with a real file">
          No file of the publisher itself came into force yet:{' '}
          {unproven.map(({ source }) => SOURCE_WORDS[source]).join(', ')}. A lawyer must decide which lists bind you.
        </Alert>
      )}
      <Table caption="Lists in force" head={['List', 'State', 'Entries', 'Published', 'Looked at', 'Alarm']}>
        {lists.map(({ source, isCompared, age, active, checkedAt, alarm, alarmAt }) => (
          <Row key={source}>
            <Cell>
              <span className="font-medium">{SOURCE_WORDS[source]}</span>
              {active && <span className="block text-sm text-soft">version {active.sha256.slice(0, 12)}</span>}
              {active?.origin === 'invented' && <span className="block text-sm text-soft">invented, for trying</span>}
            </Cell>
            <Cell>
              {isCompared ? <Badge tone={AGE[age].tone}>{AGE[age].words}</Badge> : <Badge>not compared</Badge>}
            </Cell>
            <Cell numeric>{active?.rows ?? 0}</Cell>
            <Cell>{active?.publishedAt ? <When instant={active.publishedAt} now={now} /> : 'not said'}</Cell>
            <Cell>{checkedAt ? <When instant={checkedAt} now={now} /> : 'never'}</Cell>
            <Cell>
              {alarm && alarmAt ? (
                <>
                  {alarm} <When instant={alarmAt} now={now} />
                </>
              ) : (
                'none'
              )}
            </Cell>
          </Row>
        ))}
      </Table>
      {imports.length > 0 && (
        <details>
          <summary className="min-h-11 cursor-pointer py-2 font-medium">Files of late</summary>
          <Table caption="Files of late" head={['List', 'When', 'Result', 'Entries', 'New', 'Gone']}>
            {imports.map(({ id, source, fetchedAt, state, rows, added, removed, problem }) => (
              <Row key={id}>
                <Cell>{SOURCE_WORDS[source]}</Cell>
                <Cell>
                  <When instant={fetchedAt} now={now} />
                </Cell>
                <Cell>{problem ?? state}</Cell>
                <Cell numeric>{rows ?? ''}</Cell>
                <Cell numeric>{added ?? ''}</Cell>
                <Cell numeric>{removed ?? ''}</Cell>
              </Row>
            ))}
          </Table>
        </details>
      )}
    </div>
  )
}
