import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { When } from '@/ui/when'
import { DIMENSIONS, type Dimension } from '../schema'
import { DIMENSION_WORDS, shortScore } from './words'

type Score = { dimension: Dimension; score: bigint | null }
type Profile = { wallet: string; shownAt: Date; scores: readonly Score[] }

/** Wallets whose owners show them, with their scores. */
export const ProfileList = ({ profiles }: { profiles: readonly Profile[] }) => (
  <Table caption="Operators" head={['Wallet', ...DIMENSIONS.map((one) => DIMENSION_WORDS[one].name), 'Shown since']}>
    {profiles.map(({ wallet, shownAt, scores }) => (
      <Row key={wallet}>
        <Cell>
          <Link
            href={`/operators/${wallet}`}
            title={wallet}
            className="font-mono text-[0.95em] underline underline-offset-4"
          >
            {wallet.slice(0, 4)}…{wallet.slice(-4)}
          </Link>
        </Cell>
        {scores.map(({ dimension, score }) => (
          <Cell key={dimension} numeric>
            {score === null ? <span className="text-soft">none yet</span> : shortScore(score)}
          </Cell>
        ))}
        <Cell>
          <When instant={shownAt} />
        </Cell>
      </Row>
    ))}
  </Table>
)
