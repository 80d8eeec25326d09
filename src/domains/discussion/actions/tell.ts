import { notify } from '@/domains/identity/actions/notices'
import { ownersOf } from '@/domains/identity/queries/wallets'
import { sidesOf } from '@/domains/projects/queries/public'
import { projectNames } from '@/domains/projects/queries/published'
import { after, HOUR } from '@/kit/time'
import type { Tx } from '@/server/db'
import { count, discussionPath } from '../rules'

type Ground = { site: string; now: Date }

/** Tells the team of each project of what others wrote since they were told last, at most once an hour; not a word of it. */
export async function tellTeams(tx: Tx, ground: Ground): Promise<void> {
  const untold = await tx.discussionPost.groupBy({
    by: ['projectId'],
    where: { toldAt: null, state: 'shown' },
    orderBy: { projectId: 'asc' },
  })
  for (const { projectId } of untold) await tellTeam(tx, projectId, ground)
}

async function tellTeam(tx: Tx, projectId: string, { site, now }: Ground): Promise<void> {
  const ofOthers = { projectId, label: { not: 'team' as const } }
  const last = await tx.discussionPost.aggregate({ where: ofOthers, _max: { toldAt: true } })
  if (last._max.toldAt && last._max.toldAt > after(now, -HOUR)) return
  const project = (await projectNames(tx, [projectId])).get(projectId)
  const found = await tx.discussionPost.updateMany({
    where: { projectId, toldAt: null, state: 'shown' },
    data: { toldAt: now },
  })
  if (!project || found.count === 0) return
  for (const personId of await teamOf(tx, projectId))
    await notify(tx, {
      ...{ personId, cause: `discussion:${projectId}:${now.toISOString()}`, site, now },
      title: `${count(found.count, 'new post')} about ${project.title}`,
      text: 'Read what was asked, and answer it in public.',
      link: discussionPath(project.slug),
    })
}

/** Who applied, and the members here who hold a wallet of issuer or team. */
async function teamOf(tx: Tx, projectId: string): Promise<string[]> {
  const [side] = await sidesOf(tx, [projectId])
  const holders = await ownersOf(tx, side?.wallets ?? [])
  return [...new Set([...(side?.ownerId ? [side.ownerId] : []), ...holders.values()])]
}
