import { canonical, sha256 } from './canonical'
import type { Commit, Content, Export, Reveal, Stage } from './given'
import { within } from './panels'

/** What counts of what was said in a stage, by submission and auditor; and who has fixed something and never opened it. */
export type Heard<Said extends Content> = {
  about: (submission: string | null) => ReadonlyMap<string, Said>
  unopened: ReadonlySet<string>
}

export type MaySpeak = (auditor: string, submission: string | null) => boolean

/** Hears a stage: the commits of its first window, and of its second the reveals of one kind that open them. */
export function hear<K extends Content['kind']>(
  { sheet: { times }, audit }: Export,
  { digest, stage, kind, maySpeak }: { digest: string; stage: Stage; kind: K; maySpeak: MaySpeak },
): Heard<Extract<Content, { kind: K }>> {
  const [opens, shows, ends] =
    stage === 'first'
      ? [times.submissionsEnd, times.commitsEnd, times.revealsEnd]
      : [times.appealsEnd, times.appealCommitsEnd, times.appealRevealsEnd]
  const speaks = (said: Commit | Reveal) => said.stage === stage && maySpeak(said.auditor, said.submission)
  const commits = firsts(
    audit.commits.filter((said) => within(said.at, opens, shows) && speaks(said)),
    ({ commit }) => commit,
  )
  const opened = audit.reveals.filter(
    (said): said is Reveal<Extract<Content, { kind: K }>> =>
      said.content.kind === kind &&
      within(said.at, shows, ends) &&
      speaks(said) &&
      commits.get(keyOf(said))?.commit === commitOf(said, digest),
  )
  const reveals = firsts(opened, ({ salt }) => salt)
  const closed = [...commits].filter(([key]) => !reveals.has(key))
  const said = Map.groupBy(reveals.values(), ({ submission }) => submission)
  return {
    about: (submission) => new Map(said.get(submission)?.map(({ auditor, content }) => [auditor, content])),
    unopened: new Set(closed.map(([, { auditor }]) => auditor)),
  }
}

/** Of one auditor about one submission the first, at one instant the one with the smaller mark. */
function firsts<Said extends Commit | Reveal>(all: readonly Said[], mark: (said: Said) => string): Map<string, Said> {
  const kept = new Map<string, Said>()
  for (const said of all) {
    const other = kept.get(keyOf(said))
    if (!other || said.at < other.at || (said.at === other.at && mark(said) < mark(other))) kept.set(keyOf(said), said)
  }
  return kept
}

const keyOf = ({ auditor, submission }: Commit | Reveal): string => JSON.stringify([auditor, submission])

function commitOf({ auditor, content, stage, submission, salt }: Reveal, digest: string): string {
  return sha256(canonical({ auditor, content, sheet: digest, stage, submission }), Buffer.from(salt, 'hex'))
}
