'use client'
import './globals.css'
import PageError from './error'

/** The same when even the frame of the site could not be made: without header and footer. */
export default function SiteError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body className="bg-page text-ink antialiased">
        <title>Something went wrong · Flotilla</title>
        <main>
          <PageError {...props} />
        </main>
      </body>
    </html>
  )
}
