import { SessionMenu } from '@/domains/identity/ui/session-menu'
import { Link } from '@/ui/link'

const LINKS = [
  ['/projects', 'Projects'],
  ['/rounds', 'Rounds'],
  ['/bounties', 'Bounties'],
  ['/apply', 'Raise funds'],
  ['/portfolio', 'Portfolio'],
] as const

/** The top of every page. The same for everybody: who is signed in is an island that loads later. */
export function Header() {
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 sm:px-6">
        <Link href="/" className="flex items-center gap-2 text-lg font-semibold">
          <Sails /> Flotilla
        </Link>
        <nav
          aria-label="Main"
          className="order-3 -mx-2 flex w-[calc(100%+1rem)] justify-between overflow-x-auto sm:order-none sm:mx-0 sm:w-auto sm:gap-1"
        >
          {LINKS.map(([href, label]) => (
            <Link
              key={href}
              href={href}
              className="flex min-h-11 items-center rounded-lg px-1 text-sm whitespace-nowrap text-soft hover:text-ink sm:px-3 sm:text-base"
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto">
          <SessionMenu />
        </div>
      </div>
    </header>
  )
}

/** Three sails: the mark of the product. */
const Sails = () => (
  <svg viewBox="0 0 32 24" width="32" height="24" aria-hidden="true" className="text-brand">
    <path fill="currentColor" d="M10 2v14H2zM19 0v16h-7zM28 5v11h-7z" />
    <path fill="none" stroke="currentColor" strokeWidth="2" d="M1 20q5-3 10 0t10 0 10 0" />
  </svg>
)
