import { canonical, sha256 } from './canonical'
import type { Commit, Content, Export, Reveal, Stage } from './given'
import { within } from './panels'

type Of<Kind> = Extract<Content, { kind: Kind }>

/** What counts of what was said in a stage, by submission and auditor; and who has fixed something and never opened it. */
export type Heard<Said extends Content> = {
  about: (submission: string | null) => ReadonlyMap<string, Said>
  unopened: ReadonlySet<string>
}

export type MaySpeak = (auditor: string, submission: string | null) => boolean

/** Hears a stage: the commits of its first window, and of its second the reveals of one kind that open them. */
export function hear<Kind extends Content['kind']>(
  { sheet: { times }, audit }: Export,
  { digest, stage, kind, maySpeak }: { digest: string; stage: Stage; kind: Kind; maySpeak: MaySpeak },
): Heard<Of<Kind>> {
  const [opens, shows, ends] =
    stage === 'first'
      ? [times.submissionsEnd, times.commitsEnd, times.revealsEnd]
      : [times.appealsEnd, times.appealCommitsEnd, times.appealRevealsEnd]
  const commits = firsts(
    audit.commits.filter(
      (said) => said.stage === stage && within(said.at, opens, shows) && maySpeak(said.auditor, said.submission),
    ),
  )
  // Speaker and stage are part of what is hashed, and only one text and salt open a commit: which of several reveals of it is
  // taken makes no difference.
  const counting = audit.reveals.filter(
    (said): said is Reveal<Of<Kind>> =>
      said.content.kind === kind &&
      within(said.at, shows, ends) &&
      commits.get(keyOf(said))?.commit === commitOf(said, digest),
  )
  const opened = new Set(counting.map(keyOf))
  const bySubmission = Map.groupBy(counting, ({ submission }) => submission)
  return {
    about: (submission) => new Map(bySubmission.get(submission)?.map(({ auditor, content }) => [auditor, content])),
    unopened: new Set([...commits].filter(([key]) => !opened.has(key)).map(([, { auditor }]) => auditor)),
  }
}

/** Of one auditor about one submission the first commit, at one instant the smaller hash. */
function firsts(commits: readonly Commit[]): Map<string, Commit> {
  const kept = new Map<string, Commit>()
  for (const said of commits) {
    const other = kept.get(keyOf(said))
    const isEarlier = !other || said.at < other.at || (said.at === other.at && said.commit < other.commit)
    if (isEarlier) kept.set(keyOf(said), said)
  }
  return kept
}

const keyOf = ({ auditor, submission }: Commit | Reveal): string => JSON.stringify([auditor, submission])

function commitOf({ auditor, content, stage, submission, salt }: Reveal, digest: string): string {
  return sha256(canonical({ auditor, content, sheet: digest, stage, submission }), Buffer.from(salt, 'hex'))
}
