const MORE = ' Take 2 mins to learn more'

/** What regimes want on every page of an offer, at its top, while one of them is on. It stays in sight. */
export const RiskBanner = ({ warnings }: { warnings: readonly string[] }) =>
  warnings.length > 0 && (
    <aside
      aria-label="Risk warning"
      className="sticky top-0 z-10 border-b-2 border-warn bg-warn-soft px-4 py-3 sm:px-6"
    >
      {[...new Set(warnings)].map((warning) => (
        <p key={warning} className="mx-auto max-w-6xl font-semibold text-ink">
          {warning.endsWith(MORE) ? warning.slice(0, -MORE.length) : warning}{' '}
          {warning.endsWith(MORE) && (
            <a href="/protection#risks" className="underline underline-offset-4">
              {MORE.trim()}
            </a>
          )}
        </p>
      ))}
    </aside>
  )
