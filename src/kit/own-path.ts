/** A path of this site to return to, or null: what could lead to another site's address is none. */
export const ownPath = (text: string | undefined | null): string | null =>
  text && text.length <= 300 && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) ? text : null
