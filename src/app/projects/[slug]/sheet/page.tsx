import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { RiskBanner } from '@/domains/compliance/ui/risk-banner'
import { SheetVersions, SheetView } from '@/domains/projects/ui/sheet-view'
import { publicPage } from '@/server/page'
import { Heading } from '@/ui/card'
import { PageFrame } from '@/ui/page'

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ slug: string }> }

/** Once a request: the page and its title ask for the same. */
const load = cache(async (given: string) => {
  const { api, now } = await publicPage()
  const slug = given.slice(0, 120)
  const sheets = await api.projects.sheets({ slug })
  const number = sheets?.versions[0]?.number
  const newest = number ? await api.projects.sheet({ slug, number }) : null
  if (!sheets || !newest) notFound()
  return { ...sheets, slug, newest, warnings: await api.protection.banner(), now }
})

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: `Information sheet of ${(await load((await params).slug)).title}` }
}

/** What an investor is to know before committing, and every version of it. */
export default async function SheetPage({ params }: Params) {
  const { slug, title, versions, newest, warnings, now } = await load((await params).slug)
  return (
    <>
      <RiskBanner warnings={warnings} />
      <PageFrame
        title={`Information sheet of ${title}`}
        lead={`Version ${newest.number}. It stands for the terms of the same version; new terms have a new sheet.`}
        back={{ href: `/projects/${slug}`, label: title }}
        narrow
      >
        <SheetView sheet={newest.sheet} />
        <section>
          <Heading>Versions</Heading>
          <SheetVersions slug={slug} versions={versions} now={now} />
        </section>
      </PageFrame>
    </>
  )
}
