import { describe, expect, test } from 'vitest'
import { assertOwnPage, readBody } from './upload'

/** A body that would go on for ever; `taken` counts what was read of it. */
function endless() {
  const state = { taken: 0 }
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      state.taken += 65_536
      controller.enqueue(new Uint8Array(65_536))
    },
  })
  return { state, request: new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit) }
}

describe('an upload', () => {
  test('is read whole up to the limit', async () => {
    const request = () => new Request('http://x/', { method: 'POST', body: 'a'.repeat(1_000) })
    expect(await readBody(request(), 1_000)).toHaveLength(1_000)
    await expect(readBody(request(), 999)).rejects.toMatchObject({ code: 'server.uploadTooLarge' })
  })

  test('without an end is cut at the limit', async () => {
    const { state, request } = endless()
    await expect(readBody(request, 10_000_000)).rejects.toMatchObject({ code: 'server.uploadTooLarge' })
    expect(state.taken).toBeLessThan(10_000_000 + 4 * 65_536)
  })

  test('of a page of another site is refused, also when it names no origin', () => {
    const from = (origin?: string) =>
      new Request('http://x/', { method: 'POST', ...(origin && { headers: { origin } }) })
    expect(() => assertOwnPage(from('https://flotilla.example'), 'https://flotilla.example/')).not.toThrow()
    for (const origin of [undefined, 'null', 'https://evil.example', 'https://flotilla.example.evil.example'])
      expect(() => assertOwnPage(from(origin), 'https://flotilla.example')).toThrow(/did not come from/)
  })
})
