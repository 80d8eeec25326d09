'use client'
import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** False in the page as it was sent, true once it answers to clicks: what is pressed earlier would be lost. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
