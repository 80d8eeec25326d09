import type { ReactNode } from 'react'

/** A table that scrolls inside itself on a phone; the caption is read first. */
export function Table({ caption, head, children }: { caption: string; head: readonly string[]; children: ReactNode }) {
  return (
    // A scrolling region must be reachable by keyboard, so it takes focus and has a name.
    <section
      aria-label={caption}
      tabIndex={0}
      className="relative overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="w-full text-left">
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

export const Row = ({ children }: { children: ReactNode }) => <tr className="align-top">{children}</tr>
export const Cell = ({ children, numeric = false }: { children: ReactNode; numeric?: boolean }) => (
  <td className={`px-4 py-3 ${numeric ? 'tabular text-right whitespace-nowrap' : ''}`}>{children}</td>
)
