import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { publicPage } from '@/server/page'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'How it works' }
export const dynamic = 'force-dynamic'

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card>
    <Heading>{title}</Heading>
    <div className="grid max-w-prose gap-3">{children}</div>
  </Card>
)

export default async function AboutPage() {
  await publicPage()
  return (
    <PageFrame
      title="How it works, and what can go wrong"
      lead="Read this before you commit anything. It takes three minutes."
      narrow
    >
      <Part title="Who holds the money">
        <p>
          Each raise is an account of a program on the chain. Commitments go from your wallet straight into its vault.
          The program pays from there to three kinds of recipient only: you, up to what the rules give; the issuer’s
          wallet, what was released; the fee wallet, the fee fixed when the raise was created.
        </p>
        <p>
          This site cannot move that money, stop a withdrawal, or stop a refund. It holds one key that must agree to
          each new commitment; that key can refuse and nothing else. Anybody can settle a raise and send refunds, with
          this site switched off.
        </p>
      </Part>
      <Part title="All or nothing">
        <p>
          A raise names a minimum, a cap and a closing time. Below the minimum everybody gets back exactly what they
          committed. Above the cap every commitment is accepted in the same proportion and the rest comes back to you.
        </p>
        <p>
          Until the time that the raise states you can take your money out again for any reason. Money you committed
          late stays withdrawable for the reflection time, also after the raise has closed.
        </p>
      </Part>
      <Part title="What it costs you">
        <p>
          The network’s fee for each transaction, and a deposit for the account that records your position, which comes
          back when it is closed. Both are shown before you sign. The site takes no fee from investors; the fee on what
          a project receives stands in its terms.
        </p>
      </Part>
      <Part title="Who may invest">
        <p>
          Members whose identity two people have checked. Some raises are open to verified node operators only.
          Verification takes a document and costs nothing. It is asked for new commitments; it never blocks a
          withdrawal, a refund or a claim.
        </p>
      </Part>
      <Part title="What can go wrong">
        <ul className="grid list-disc gap-2 pl-5">
          <li>
            The project may fail. Tokens you bought can become worthless. You can lose everything that was released.
          </li>
          <li>The program may have a defect. No third party has audited it.</li>
          <li>
            Whoever can upgrade the program can change its rules. Each raise says whether that is possible and who can.
          </li>
          <li>The issuer of a payment token may be able to freeze it. Each raise says so.</li>
          <li>
            Shares are rounded down by less than one base unit a position; what remains of that goes to the issuer when
            the raise is closed.
          </li>
        </ul>
      </Part>
      <Alert tone="neutral" title="Bonus rounds">
        Until its list is posted on the chain, the pool of a bonus round lies in the operator’s treasury: that it is
        posted, and says what two people confirmed, takes the treasury’s and the guardian’s signature, and everybody can
        check it. Once posted, a program holds the money for exactly these recipients, and anybody can have it paid to
        them. A small round to few wallets is paid directly by the treasury instead: until it is sent, its one key alone
        decides; the allocation says so before two people confirm it, and the round names the transaction of each line.
      </Alert>
    </PageFrame>
  )
}
