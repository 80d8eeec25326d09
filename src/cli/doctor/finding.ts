/** One thing that was looked at. `note`: nothing is wrong, but somebody should know. `todo` says what to do. */
export type Finding = { state: 'ok' | 'note' | 'bad'; about: string; said: string; todo?: string }

export const ok = (about: string, said: string): Finding => ({ state: 'ok', about, said })
export const note = (about: string, said: string, todo?: string): Finding => ({ state: 'note', about, said, todo })
export const bad = (about: string, said: string, todo: string): Finding => ({ state: 'bad', about, said, todo })

/** A check that could not be made is a finding too: the check's own words for what to do, and the error's for why. */
export async function attempt(about: string, todo: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    return [bad(about, error instanceof Error ? error.message || error.name : String(error), todo)]
  }
}
