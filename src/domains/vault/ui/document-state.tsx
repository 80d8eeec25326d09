import { Badge } from '@/ui/badge'
import { isRefused, isUnexamined, PROBLEM_WORDS } from '../rules/document'
import type { DocumentState, Problem } from '../schema'

/** How far a file has come, beside its name; nothing for one that may be looked at. */
export function DocumentStateNote({ state, problem }: { state: DocumentState; problem: Problem | null }) {
  if (isRefused(state))
    return (
      <span className="block text-bad">
        <Badge tone="bad">Refused</Badge> {problem && PROBLEM_WORDS[problem]}
      </span>
    )
  if (!isUnexamined(state)) return null
  return (
    <span className="block text-soft">
      <Badge>Being checked</Badge> {problem && PROBLEM_WORDS[problem]}
    </span>
  )
}
