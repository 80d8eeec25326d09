/** The warnings of the United Kingdom's rules, at the top of every page of an offer while one of them is on. They stay in sight. */
export const RiskBanner = ({ warnings }: { warnings: readonly string[] }) =>
  warnings.length > 0 && (
    <aside
      aria-label="Risk warning"
      className="sticky top-0 z-10 border-b-2 border-warn bg-warn-soft px-4 py-3 sm:px-6"
    >
      {[...new Set(warnings)].map((warning) => (
        <p key={warning} className="mx-auto max-w-6xl font-semibold text-ink">
          {warning.replace(/ Take 2 mins to learn more$/, '')}{' '}
          <a href="/protection#risks" className="underline underline-offset-4">
            Take 2 mins to learn more
          </a>
        </p>
      ))}
    </aside>
  )
