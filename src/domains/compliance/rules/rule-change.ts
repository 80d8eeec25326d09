import { refusals } from '@/kit/refusal'

/** Every no about settings that two people change, and about what protects an investor. */
export const refuseRule = refusals('compliance', {
  ruleOpen: { kind: 'conflict', message: () => 'A change of this waits already. It must be decided first.' },
  noRuleChange: { kind: 'missing', message: () => 'There is no such proposal.' },
  ruleDecided: { kind: 'conflict', message: () => 'This proposal was decided already.' },
  ruleSamePerson: { kind: 'forbidden', message: () => 'You proposed this. Another person must decide it.' },
  rateOfFuture: { kind: 'invalid', field: 'asOf', message: () => 'A rate is of now or of before, not of the future.' },
  regimeNotOn: { kind: 'conflict', message: () => 'This regime is switched off, so there is nothing to acknowledge.' },
  statementNeeded: {
    kind: 'forbidden',
    message: () => 'Say first where you live and how you invest: the page “Protection” asks. It holds for 12 months.',
  },
  countryNotServed: { kind: 'forbidden', message: () => 'This raise is not offered where you live.' },
  regimeUnknown: {
    kind: 'forbidden',
    message: () => 'No rules are set under which this raise could be offered to you, so it is not.',
  },
  rateOld: {
    kind: 'unavailable',
    message: () => 'Limits in your currency need a rate of today, and there is none at the moment. Try again later.',
  },
  testNeeded: {
    kind: 'forbidden',
    message: () =>
      'Take the knowledge test on the page “Protection” first. In Europe it may be sent without answers; in the United States it is passed before each commitment.',
  },
  testFailed: {
    kind: 'forbidden',
    message: () =>
      'The rules of the United States ask that you show what you know. Take the knowledge test on the page “Protection” again, as often as you like, until it is passed.',
  },
  warningNeeded: {
    kind: 'forbidden',
    message: () =>
      'Read and acknowledge the risk warning on the page “Protection” first; in the United States before each commitment.',
  },
  sheetNeeded: {
    kind: 'forbidden',
    message: () => 'The rules of your country ask for an information sheet, and the issuer has not answered all of it.',
  },
  withdrawalShort: {
    kind: 'forbidden',
    message: () =>
      'The rules of your country let you take money back for longer than the terms of this raise do, so you cannot commit to it.',
  },
  openShort: {
    kind: 'forbidden',
    message: () =>
      'The rules of your country ask for a raise that is open for at least 21 days, and this one is not, so you cannot commit to it.',
  },
  resaleShort: {
    kind: 'forbidden',
    message: () =>
      'The rules of your country let nobody pass on for a year what they bought, and this raise hands it over sooner, so you cannot commit to it.',
  },
  ownersOld: {
    kind: 'forbidden',
    message: () =>
      'The rules of your country ask for newer word of who owns the company behind this raise, so you cannot commit to it.',
  },
  coolingOff: {
    kind: 'forbidden',
    message: () => 'The rules of your country give you 24 hours to think after you asked for this. Come back then.',
  },
  promotionNeeded: {
    kind: 'forbidden',
    message: () => 'The rules of your country ask for some steps first. The page “Protection” leads through them.',
  },
})
