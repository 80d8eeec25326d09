import type { CSSProperties, ReactNode } from 'react'

/** Each heading as a variable, `--head-1` and so on: on a phone globals.css writes it before its cells. */
const headings = (head: readonly string[]): CSSProperties =>
  Object.fromEntries(head.map((words, index) => [`--head-${index + 1}`, JSON.stringify(words)]))

/** A table; on a phone each row becomes a small list with the headings at its left. The caption is read first. */
export function Table({ caption, head, children }: { caption: string; head: readonly string[]; children: ReactNode }) {
  return (
    // A scrolling region must be reachable by keyboard, so it takes focus and has a name.
    <section
      aria-label={caption}
      tabIndex={0}
      className="relative overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="rows w-full text-left" style={headings(head)}>
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line text-sm text-soft">
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col" className="px-4 py-3 font-medium whitespace-nowrap">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  )
}

export const Row = ({ children }: { children: ReactNode }) => <tr className="align-baseline">{children}</tr>
export const Cell = ({ children, numeric = false }: { children: ReactNode; numeric?: boolean }) => (
  <td className={`px-4 py-3 ${numeric ? 'numeric tabular whitespace-nowrap' : ''}`}>{children}</td>
)
