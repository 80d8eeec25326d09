import type { ReactNode } from 'react'
import { Link } from './link'

/** The frame of a page: its one h1, a line under it, acts to the right. */
export function PageFrame({
  title,
  lead,
  actions,
  back,
  children,
  narrow = false,
}: {
  title: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  back?: { href: string; label: string }
  children: ReactNode
  narrow?: boolean
}) {
  return (
    <div className={`mx-auto w-full px-4 py-8 sm:px-6 ${narrow ? 'max-w-3xl' : 'max-w-6xl'}`}>
      {back && (
        <Link href={back.href} className="mb-3 inline-block text-brand underline-offset-4 hover:underline">
          ← {back.label}
        </Link>
      )}
      <div className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-3xl font-semibold tracking-tight break-words">{title}</h1>
          {lead && <div className="mt-2 max-w-prose text-lg text-soft">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </div>
      <div className="grid grid-cols-1 gap-6">{children}</div>
    </div>
  )
}

/** Links between the parts of one thing; which is open stands in the URL. */
export function LinkTabs({
  label,
  tabs,
}: {
  label: string
  tabs: readonly { href: string; label: string; current: boolean }[]
}) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ href, label: text, current }) => (
        <Link
          key={href}
          href={href}
          aria-current={current ? 'page' : undefined}
          className={`min-h-11 px-4 py-2 whitespace-nowrap ${current ? 'border-b-2 border-brand font-semibold' : 'text-soft hover:text-ink'}`}
        >
          {text}
        </Link>
      ))}
    </nav>
  )
}
