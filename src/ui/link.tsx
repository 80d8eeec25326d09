'use client'
import NextLink from 'next/link'
import { type ComponentProps, useState } from 'react'
import { OnItsWay } from './on-its-way'

/**
 * A way to another page of ours. It is fetched ahead once somebody points at it, not as soon as it is seen: a list would ask for all
 * its pages, of which one is wanted. Pages that are slow to answer show that they are on their way.
 */
export function Link({ children, prefetch, ...rest }: ComponentProps<typeof NextLink>) {
  const [isMeant, setMeant] = useState(false)
  const mean = () => setMeant(true)
  return (
    <NextLink
      {...rest}
      prefetch={isMeant ? (prefetch ?? null) : false}
      onPointerEnter={mean}
      onFocus={mean}
      onTouchStart={mean}
    >
      {children}
      <OnItsWay />
    </NextLink>
  )
}
