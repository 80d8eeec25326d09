/** How the form calls its fields. */
const WORDS: Record<string, string> = {
  legalName: 'Name in the register',
  tradingNames: 'Trading names',
  country: 'Country of registration',
  registrationNumber: 'Registration number',
  registeredAddress: 'Registered address',
  tradingAddress: 'Trading address',
  extractDate: 'Day of the extract',
  taxId: 'Tax number',
  lei: 'LEI',
  iban: 'IBAN',
  fundsSource: 'Where the money has come from',
  noOwnerReason: 'Why no owner can be named',
  people: 'People',
  companies: 'Companies that own a part of it',
  holdings: 'Shares',
  declarations: 'Declarations',
  documents: 'Papers',
}

/** `people.0.email` as the form shows it: the list, and which of its rows. */
export function fieldWords(field: string): string {
  const [name = '', row] = field.split('.')
  const place = row !== undefined && /^\d+$/.test(row) ? ` ${BigInt(row) + 1n}` : ''
  return `${WORDS[name] ?? name}${place}`
}
