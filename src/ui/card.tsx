import type { ReactNode } from 'react'

/** A surface that holds one thing. */
export const Card = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <section className={`rounded-xl border border-line bg-surface p-4 sm:p-6 ${className}`}>{children}</section>
)

/** The heading of a card or section. */
export const Heading = ({ children, level = 2, id }: { children: ReactNode; level?: 2 | 3; id?: string }) =>
  level === 2 ? (
    <h2 id={id} className="mb-3 text-xl font-semibold">
      {children}
    </h2>
  ) : (
    <h3 id={id} className="mb-2 text-lg font-semibold">
      {children}
    </h3>
  )

type FactsProps = {
  facts: readonly (readonly [name: string, value: ReactNode])[]
  /** Two pairs beside each other where there is room. */
  wide?: boolean
}

/** Names and values, one pair a line; the value may be any element. */
export function Facts({ facts, wide = false }: FactsProps) {
  return (
    <dl className={wide ? 'grid gap-x-12 lg:grid-cols-2' : ''}>
      {facts.map(([name, value]) => (
        <div
          key={name}
          className={`flex flex-wrap justify-between gap-x-6 gap-y-1 border-line py-2 ${wide ? 'border-b' : 'not-last:border-b'}`}
        >
          <dt className="text-soft">{name}</dt>
          <dd className="tabular ml-auto min-w-0 text-right font-medium break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
