/**
 * The rows of a text with commas, as RFC 4180 writes them: a quoted field may hold commas, line breaks and doubled quotes.
 * Blank lines are left out. Throws an Error that names the row where a quote is not closed or stands in the middle of a field.
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let place = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (place < text.length) {
    const { field, next } = text[place] === '"' ? quoted(text, place, rows.length + 1) : plain(text, place)
    row.push(field)
    const isEndOfRow = text[next] !== ','
    place = isEndOfRow ? afterBreak(text, next) : next + 1
    // A comma at the very end opens one more field, an empty one.
    if (!isEndOfRow && place >= text.length) row.push('')
    if (!isEndOfRow) continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}

function plain(text: string, from: number): { field: string; next: number } {
  let next = from
  while (next < text.length && !',\r\n'.includes(text[next]!)) next += 1
  return { field: text.slice(from, next), next }
}

function quoted(text: string, from: number, row: number): { field: string; next: number } {
  let field = ''
  let start = from + 1
  for (;;) {
    const end = text.indexOf('"', start)
    if (end < 0) throw new Error(`row ${row} has a quote that is not closed`)
    field += text.slice(start, end)
    if (text[end + 1] !== '"') {
      // Treasury's files put blanks between a closing quote and the comma.
      let next = end + 1
      while (text[next] === ' ') next += 1
      if (next < text.length && !',\r\n\u001a'.includes(text[next]!))
        throw new Error(`row ${row} has a quote in a field`)
      return { field, next }
    }
    field += '"'
    start = end + 2
  }
}

function afterBreak(text: string, next: number): number {
  return text[next] === '\r' && text[next + 1] === '\n' ? next + 2 : next + 1
}
