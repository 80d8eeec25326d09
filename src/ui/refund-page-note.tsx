/** Where to go when this site is gone: the one file that settles, refunds, claims and unwinds from any node. */
export function RefundPageNote({ raise }: { raise?: string }) {
  const link = 'underline underline-offset-4'
  return (
    <p className="text-sm text-soft">
      None of this needs our site: with{' '}
      <a className={link} href={raise ? `/refund.html#raise=${raise}` : '/refund.html'}>
        a page that is one file
      </a>{' '}
      anybody can settle, refund, claim and unwind from any node of the chain.{' '}
      <a className={link} href="/refund.html" download="flotilla-refund.html">
        Keep a copy of it
      </a>
      : it works from your disk.
    </p>
  )
}
