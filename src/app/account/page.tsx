import type { Metadata } from 'next'
import { DisplayName } from '@/domains/identity/ui/display-name'
import { OwnKeys } from '@/domains/identity/ui/own-keys'
import { Sessions } from '@/domains/identity/ui/sessions'
import { Wallets } from '@/domains/identity/ui/wallets'
import { OwnProfiles } from '@/domains/reputation/ui/own-profiles'
import { MyData } from '@/domains/vault/ui/my-data'
import { memberPage } from '@/server/page'
import { hasRole, STAFF_ROLES } from '@/server/viewer'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'
import { When } from '@/ui/when'

export const metadata: Metadata = { title: 'Account' }

/** What somebody may see and change about themselves. */
export default async function AccountPage() {
  const { api, viewer, now } = await memberPage('/account')
  return (
    <PageFrame title="Account" lead="Your name here, your wallets, and where you are signed in." narrow>
      <Loaded what="your account" load={() => api.identity.account()}>
        {(account) => (
          <>
            <Card>
              <Heading>Profile</Heading>
              <DisplayName displayName={account.displayName} />
              <div className="mt-4">
                <Facts
                  facts={[
                    [
                      'Roles',
                      <span key="roles" className="flex flex-wrap justify-end gap-2">
                        {account.roles.map((role) => (
                          <Badge key={role}>{role}</Badge>
                        ))}
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
            {hasRole(viewer, ...STAFF_ROLES) && (
              <Card>
                <Heading>Passkeys</Heading>
                <Loaded what="your passkeys" load={() => api.identity.keys()}>
                  {({ keys }) => <OwnKeys keys={keys} />}
                </Loaded>
              </Card>
            )}
            <Card>
              <Heading>Public profiles</Heading>
              <Loaded what="your profiles" load={() => api.reputation.mine()}>
                {(shown) => (
                  <OwnProfiles
                    wallets={account.wallets.map(({ address }) => address)}
                    shown={shown.map(({ wallet }) => wallet)}
                  />
                )}
              </Loaded>
            </Card>
            <Card>
              <Heading>Where you are signed in</Heading>
              <Sessions sessions={account.sessions} />
            </Card>
            <Card>
              <Heading>Your data</Heading>
              <Loaded what="your data" load={() => api.erasure.mine()}>
                {(last) => <MyData last={last} now={now} />}
              </Loaded>
            </Card>
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}
