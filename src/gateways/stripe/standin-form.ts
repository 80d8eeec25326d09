/** A form as stripe-node writes it: texts, and fields within fields. A Map, so that no field name can reach a prototype. */
export type FormValue = string | Map<string, FormValue>

/** Reads `a[b][0][c]=x&…` into nested maps. */
export function parseForm(text: string): FormValue {
  const form = new Map<string, FormValue>()
  for (const [key, value] of new URLSearchParams(text)) {
    const path = key.replaceAll(']', '').split('[')
    const last = path.pop() ?? key
    let at = form
    for (const part of path) {
      const inner = at.get(part)
      const next = inner instanceof Map ? inner : new Map<string, FormValue>()
      at.set(part, next)
      at = next
    }
    at.set(last, value)
  }
  return form
}
