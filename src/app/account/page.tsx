import type { Metadata } from 'next'
import { DisplayName } from '@/domains/identity/ui/display-name'
import { Sessions } from '@/domains/identity/ui/sessions'
import { Wallets } from '@/domains/identity/ui/wallets'
import { memberPage } from '@/server/page'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Account' }

/** What somebody may see and change about themselves. */
export default async function AccountPage() {
  const { api } = await memberPage('/account')
  const account = await api.identity.account()
  const roles = account.roles.map((role) => <Badge key={role}>{role}</Badge>)
  return (
    <PageFrame title="Account" lead="Your name here, your wallets, and where you are signed in." narrow>
      <Card>
        <Heading>Profile</Heading>
        <DisplayName displayName={account.displayName} />
        <div className="mt-4">
          <Facts
            facts={[
              [
                'Roles',
                <span key="roles" className="flex flex-wrap justify-end gap-2">
                  {roles}
                </span>,
              ],
              ...(account.email ? [['E-mail', account.email] as const] : []),
              ['Here since', <When key="since" instant={account.createdAt} />],
            ]}
          />
        </div>
      </Card>
      <Card>
        <Heading>Wallets</Heading>
        <Wallets wallets={account.wallets} />
      </Card>
      <Card>
        <Heading>Where you are signed in</Heading>
        <Sessions sessions={account.sessions} />
      </Card>
    </PageFrame>
  )
}
