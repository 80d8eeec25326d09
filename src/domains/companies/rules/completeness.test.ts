import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COMPANY, EXAMINATION } from '@/test/company'
import { type CompanyData, companyData, EMPTY_COMPANY } from '../schema'
import { companyProblems, type Examination } from './completeness'

const fieldsOf = (change: Partial<CompanyData>, examination: Partial<Examination> = {}) =>
  companyProblems({ ...COMPANY, ...change }, { ...EXAMINATION, ...examination }).map(({ field }) => field)

describe('a company that is handed in', () => {
  test('is complete when everything stands there', () => expect(fieldsOf({})).toEqual([]))

  test.for([
    ['legalName', { legalName: ' ' }],
    ['tradingNames.0', { tradingNames: [''] }],
    ['country', { country: 'XX' }],
    ['country', { country: 'KP' }],
    ['registrationNumber', { registrationNumber: '' }],
    ['registeredAddress', { registeredAddress: '' }],
    ['tradingAddress', { tradingAddress: '' }],
    ['fundsSource', { fundsSource: 'savings' }],
    ['taxId', { taxId: '' }],
    ['taxId', { taxId: 'DE136695977' }],
    ['lei', { lei: '5493001KJTIIGC8Y1R13' }],
    ['iban', { iban: 'DE89370400440532013001' }],
    ['extractDate', { extractDate: '' }],
    ['extractDate', { extractDate: '2026-02-30' }],
    ['extractDate', { extractDate: '2027-01-05' }],
    ['people.0.name', { people: [{ ...COMPANY.people[0]!, name: '' }] }],
    ['people.0.email', { people: [{ ...COMPANY.people[0]!, email: 'mara@' }] }],
    ['people', { people: [{ ...COMPANY.people[0]!, roles: ['director' as const] }] }],
    ['people', { people: [{ ...COMPANY.people[0]!, roles: ['signatory' as const] }] }],
    ['holdings', { holdings: [{ owner: 'p1', owned: 'company', shares: '99.99', votes: '' }] }],
    ['noOwnerReason', { holdings: [{ owner: 'others', owned: 'company', shares: '100', votes: '' }] }],
    ['declarations.noRecord', { declarations: { ...COMPANY.declarations, noRecord: false } }],
    ['declarations.notHighRisk', { declarations: { ...COMPANY.declarations, notHighRisk: false } }],
    ['declarations.noTie', { declarations: { ...COMPANY.declarations, noTie: false } }],
  ] as const)('names the field %s', ([field, change]) =>
    expect(fieldsOf(change as Partial<CompanyData>)).toContain(field),
  )

  test('two people with one address: the second is asked for their own, since they would answer each other’s invitation', () => {
    const [mara] = COMPANY.people
    expect(fieldsOf({ people: [mara!, { ...mara!, ref: 'p2', email: mara!.email.toUpperCase() }] })).toEqual([
      'people.1.email',
    ])
  })

  test('an extract counts for three calendar months, until the same day and no longer (E13)', () => {
    const at = (now: string) => fieldsOf({ extractDate: '2026-11-30' }, { now: new Date(now) })
    expect(at('2027-03-01T23:59:59.999Z')).toEqual([])
    expect(at('2027-03-02T00:00:00Z')).toEqual(['extractDate'])
    expect(at('2026-11-30T00:00:00Z')).toEqual([])
    expect(at('2026-11-29T23:59:59.999Z')).toEqual(['extractDate'])
  })

  test('each of the three documents is asked for until it is there', () => {
    expect(fieldsOf({}, { documents: ['other'] })).toEqual(['documents', 'documents', 'documents'])
    expect(fieldsOf({}, { documents: ['registry_extract', 'articles', 'ownership_chart'] })).toEqual([])
  })

  test('whatever is typed, each point names a field of the form and ends with a full stop', () => {
    const text = fc.string({ maxLength: 20 })
    const ref = fc.constantFrom('p1', 'p2', 'c1', 'company', 'others')
    const typed = fc.record({
      ...{ legalName: text, country: text.map((one) => one.slice(0, 2)), taxId: text, lei: text, iban: text },
      ...{ extractDate: text.map((one) => one.slice(0, 10)), registrationNumber: text },
      companies: fc.array(fc.record({ ref, name: text, country: fc.constant('DE'), registrationNumber: text }), {
        maxLength: 2,
      }),
      holdings: fc.array(fc.record({ owner: ref, owned: ref, shares: text, votes: text }), { maxLength: 5 }),
    })
    fc.assert(
      fc.property(typed, (change) => {
        const data = { ...EMPTY_COMPANY, ...change }
        if (!companyData.safeParse(data).success) return
        for (const { field, message } of companyProblems(data, EXAMINATION)) {
          expect(field === 'documents' || field.split('.')[0]! in EMPTY_COMPANY).toBe(true)
          expect(message).toMatch(/[.)]$/)
        }
      }),
    )
  })
})
