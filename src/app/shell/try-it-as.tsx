'use client'
import { TryAs } from '@/domains/identity/ui/try-as'
import { TrpcProvider } from '@/ui/trpc'

/** On the local network: sign in as any person of the demo world with one click. */
export const TryItAs = () => (
  <section className="grid gap-3" aria-labelledby="try-it-as">
    <h2 id="try-it-as" className="text-2xl font-semibold">
      Try it as …
    </h2>
    <p className="text-soft">
      This is a private world on your machine. One click signs you in; nothing here is worth anything.
    </p>
    <TrpcProvider>
      <TryAs next="/" />
    </TrpcProvider>
  </section>
)
