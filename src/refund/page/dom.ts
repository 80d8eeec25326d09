type Child = Node | string | null
type Attributes = Readonly<Record<string, string | boolean | (() => void)>>

/** Makes an element. Text is only ever text: nothing here reads HTML. A function is the handler of that event. */
export function el(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value)
    else if (typeof value === 'string') made.setAttribute(name, value)
    else if (value) made.setAttribute(name, '')
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

/** An element of the page's own HTML. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found as Kind
}

/** Puts other children into an element of the page. */
export const fill = (id: string, ...children: readonly Child[]): void =>
  byId(id).replaceChildren(...children.filter((child) => child !== null))

/** A note with a meaning: the colour and a word carry it both. */
export const note = (kind: 'good' | 'warn' | 'bad', ...children: readonly Child[]): HTMLElement =>
  el('p', { class: `note ${kind}` }, ...children)
