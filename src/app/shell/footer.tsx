import { Link } from '@/ui/link'

/** The foot of every page: what is not audited is said on each of them. */
export const Footer = () => (
  <footer className="mt-auto border-t border-line bg-surface text-sm text-soft">
    <div className="mx-auto flex max-w-6xl flex-wrap justify-between gap-x-8 gap-y-2 px-4 py-6 sm:px-6">
      <p className="max-w-prose">
        The programs that hold the money have not been audited by a third party. Read{' '}
        <Link href="/about" className="underline underline-offset-4">
          how it works and what can go wrong
        </Link>{' '}
        before you commit anything.
      </p>
      <p>
        Flotilla is open source under Apache-2.0.{' '}
        <Link href="/operators" className="underline underline-offset-4">
          Operators
        </Link>{' '}
        <Link href="/complaints" className="underline underline-offset-4">
          Complaints
        </Link>{' '}
        <Link href="/sign-in" className="underline underline-offset-4">
          Staff sign-in
        </Link>
      </p>
    </div>
  </footer>
)
