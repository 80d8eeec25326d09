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

const at = (form: FormValue, path: readonly string[]) =>
  path.reduce<FormValue | undefined>((here, key) => (here instanceof Map ? here.get(key) : undefined), form)

/** The text at a path of a form; empty where nothing stands. */
export function textAt(form: FormValue, path: readonly string[]): string {
  const value = at(form, path)
  return typeof value === 'string' ? value : ''
}

/** The number at a path of a form; null where none stands. */
export function numberAt(form: FormValue, path: readonly string[]): number | null {
  const text = textAt(form, path)
  return /^\d{1,12}$/.test(text) ? Number(text) : null
}

/** The texts of a list at a path: `a[0]=x&a[1]=y`. */
export function listAt(form: FormValue, path: readonly string[]): string[] {
  const value = at(form, path)
  return value instanceof Map ? [...value.values()].filter((one) => typeof one === 'string') : []
}

/** The fields of a map of texts at a path, such as `metadata`. */
export function textsAt(form: FormValue, path: readonly string[]): Record<string, string> {
  const value = at(form, path)
  const pairs = value instanceof Map ? [...value] : []
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}
