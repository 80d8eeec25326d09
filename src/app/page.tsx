import type { Metadata } from 'next'
import { RaiseCards } from '@/domains/raises/ui/raise-card'
import { isLocal } from '@/server/local'
import { publicPage } from '@/server/page'
import { Empty } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { TryItAs } from './shell/try-it-as'

export const metadata: Metadata = { title: { absolute: 'Flotilla: the crowd that runs the nodes funds the projects' } }
export const dynamic = 'force-dynamic'

export default async function HomePage() {
  const { api, now } = await publicPage()
  const { cards } = await api.raises.list({ phase: 'open', sort: 'closing', take: 6 })
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-10 px-4 py-10 sm:px-6">
      <section className="grid max-w-3xl gap-4">
        <h1 className="text-4xl font-semibold tracking-tight sm:text-5xl">
          The crowd that runs the nodes funds the projects
        </h1>
        <ol className="grid gap-1 text-lg">
          <li>Teams that build shared infrastructure publish what they need and what their token buys.</li>
          <li>You commit KOII or a project token from your own wallet. A program holds it, not us.</li>
          <li>The raise reaches its minimum, or everybody gets back every unit.</li>
        </ol>
        <div className="flex flex-wrap gap-3">
          <ButtonLink href="/projects">See all raises</ButtonLink>
          <ButtonLink href="/about" look="secondary">
            How it works
          </ButtonLink>
        </div>
      </section>
      <section className="grid gap-4">
        <h2 className="text-2xl font-semibold">Open raises</h2>
        {cards.length === 0 ? (
          <Empty title="No raise is open at this moment">
            <ButtonLink href="/projects" look="quiet">
              See what is coming and what was funded
            </ButtonLink>
          </Empty>
        ) : (
          <RaiseCards cards={cards} now={now} />
        )}
      </section>
      {isLocal() && <TryItAs />}
    </div>
  )
}
