import NextLink from 'next/link'
import type { ComponentProps } from 'react'
import { OnItsWay } from './on-its-way'

/** A way to another page of ours. Pages that are slow to answer show that they are on their way. */
export function Link({ children, ...rest }: ComponentProps<typeof NextLink>) {
  return (
    <NextLink {...rest}>
      {children}
      <OnItsWay />
    </NextLink>
  )
}
