import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import type { sheetsOf } from '../queries/sheet'
import type { Sheet } from '../rules/sheet'
import { SHEET_QUESTIONS, type SheetAnswers } from '../schema/sheet'

type Versions = NonNullable<Awaited<ReturnType<typeof sheetsOf>>>['versions']

/** Where a version of a sheet is downloaded. */
const fileOf = (slug: string, number: number, kind: 'pdf' | 'json') => `/api/sheets/${slug}/${number}.${kind}`

const Item = ({ label, text }: { label: string; text: string }) => (
  <div>
    <dt className="font-medium">{label}</dt>
    <dd className="max-w-prose break-words whitespace-pre-line">{text}</dd>
  </div>
)

/** What the issuer answered, before a sheet is drawn up of it. */
export const SheetAnswersCard = ({ answers }: { answers: SheetAnswers }) => (
  <Card>
    <Heading>Information sheet</Heading>
    <dl className="grid gap-3">
      {SHEET_QUESTIONS.map(({ id, label }) => (
        <Item key={id} label={label} text={answers[id]} />
      ))}
    </dl>
  </Card>
)

/** A whole sheet, as it is in the PDF. */
export const SheetView = ({ sheet }: { sheet: Sheet }) => (
  <>
    <Alert tone="warn" title="Risk warning">
      <p className="max-w-prose">{sheet.disclaimer}</p>
      <p className="mt-2 max-w-prose">{sheet.riskWarning}</p>
      <p className="mt-2 max-w-prose">
        If you do not read its language well, ask the issuer for a translation. Where none is made, do not invest.
      </p>
    </Alert>
    {!sheet.complete && (
      <Alert title="The issuer did not answer every question">
        Where the law asks for a complete sheet, nobody can invest in this raise.
      </Alert>
    )}
    {sheet.parts.map(({ part, heading, items }) => (
      <Card key={part}>
        <Heading>
          {part}. {heading}
        </Heading>
        <dl className="grid gap-3">
          {items.map(({ label, text }) => (
            <Item key={label} label={label} text={text} />
          ))}
        </dl>
      </Card>
    ))}
  </>
)

/** Every version of a sheet with its hash, to be downloaded. */
export const SheetVersions = ({ slug, versions, now }: { slug: string; versions: Versions; now: Date }) => (
  <Table caption="Versions" head={['Version', 'Since', 'Hash', 'Download']}>
    {versions.map(({ number, hash, at }) => (
      <Row key={number}>
        <Cell numeric>{number}</Cell>
        <Cell>
          <When instant={at} now={now} />
        </Cell>
        <Cell>
          <Address address={hash} what="hash" />
        </Cell>
        <Cell>
          <span className="flex flex-wrap gap-3">
            {(['pdf', 'json'] as const).map((kind) => (
              <a key={kind} href={fileOf(slug, number, kind)} className="text-brand underline underline-offset-4">
                {kind.toUpperCase()}
                <span className="sr-only"> of version {number}</span>
              </a>
            ))}
          </span>
        </Cell>
      </Row>
    ))}
  </Table>
)

/** On a raise's page: which sheet is in force, and the way to it. */
export const SheetCard = ({ slug, sheet }: { slug: string; sheet: { number: number; hash: string } }) => (
  <Card>
    <Heading>Information sheet</Heading>
    <p className="mb-3">
      What to know before you commit, on six pages at most.{' '}
      <Link href={`/projects/${slug}/sheet`} className="text-brand underline underline-offset-4">
        Read version {sheet.number}
      </Link>
      . What you commit keeps the hash of the version that you were shown: <Address address={sheet.hash} what="hash" />
    </p>
    <ButtonLink href={fileOf(slug, sheet.number, 'pdf')} look="secondary" prefetch={false}>
      Download the PDF
    </ButtonLink>
  </Card>
)
