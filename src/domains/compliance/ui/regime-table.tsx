import { groupDigits } from '@/kit/money'
import { Badge } from '@/ui/badge'
import { Cell, Row, Table } from '@/ui/table'
import type { regimesDesk } from '../queries/regimes'
import { REGIME_WORDS } from '../rules/regime-words'

type Regimes = Awaited<ReturnType<typeof regimesDesk>>['regimes']

/** What each number is. Amounts stand as cents and are shown in whole units of the regime's currency. */
const WORDS: Readonly<Record<string, (value: string) => string>> = {
  currency: (value) => value.toUpperCase(),
  offerCap: (value) => `an issuer raises at most ${whole(value)} in 12 months`,
  extraStepFloor: (value) => `an extra step above ${whole(value)}`,
  reflectionDays: (value) => `${value} days to reflect`,
  complaintWorkingDays: (value) => `${value} working days to acknowledge a complaint`,
  complaintDays: (value) => `${value} days to answer it`,
  withdrawalDays: (value) => `${value} days to withdraw`,
  threshold: (value) => `5 % below ${whole(value)} of income or worth, else 10 %`,
  floor: (value) => `at least ${whole(value)}`,
  most: (value) => `at most ${whole(value)}`,
  highIncome: (value) => `high income from ${whole(value)}`,
  reconfirmDays: (value) => `${value} business days to confirm a change`,
  ownerBps: (value) => `an owner has ${Number(value) / 100} % or more`,
  highNetAssets: (value) => `high net assets from ${whole(value)}`,
}
const whole = (cents: string) => groupDigits((BigInt(cents) / 100n).toString())
const numberWords = (name: string, value: string): string | undefined => WORDS[name]?.(value)

const day = (instant: Date) => instant.toISOString().slice(0, 10)

/** Every regime with the versions of its numbers and where they come from. */
export const RegimeTable = ({ regimes }: { regimes: Regimes }) => (
  <Table caption="Regimes" head={['Regime', 'State', 'Version', 'In force', 'Numbers', 'Source', 'Checked']}>
    {regimes.flatMap(({ regime, on, versions }) =>
      versions.map(
        ({ id, version, effectiveFrom, effectiveTo, params, sourceUrl, sourceText, checkedBy, checkedAt }) => (
          <Row key={id}>
            <Cell>
              {REGIME_WORDS[regime].name}
              <span className="block text-sm text-soft">{REGIME_WORDS[regime].what}</span>
            </Cell>
            <Cell>
              <Badge tone={on ? 'good' : 'neutral'}>{on ? 'on' : 'off'}</Badge>
            </Cell>
            <Cell numeric>{version}</Cell>
            <Cell>
              <span className="whitespace-nowrap">from {day(effectiveFrom)}</span>
              {effectiveTo && ` until ${day(effectiveTo)}`}
            </Cell>
            <Cell>
              <span className="text-sm break-words">
                {Object.entries(params)
                  .flatMap(([name, value]) => numberWords(name, value) ?? [])
                  .join(', ')}
              </span>
            </Cell>
            <Cell>
              <a
                href={sourceUrl}
                className="text-sm whitespace-nowrap text-brand underline underline-offset-4"
                rel="noreferrer"
              >
                {new URL(sourceUrl).hostname}
              </a>
              <span className="block text-sm text-soft">{sourceText}</span>
            </Cell>
            <Cell>{checkedBy && checkedAt ? `${checkedBy}, ${day(checkedAt)}` : 'by no lawyer'}</Cell>
          </Row>
        ),
      ),
    )}
  </Table>
)
