/**
 * The parts of an information sheet, after annex I of Regulation (EU) 2020/1503: which facts an investor is to find, in what order.
 * The words are ours.
 */
export const SHEET_PARTS = {
  A: 'The issuer and the project',
  B: 'How the money is raised',
  C: 'Risks',
  D: 'What is sold',
  E: 'Companies in between',
  F: 'Rights of investors',
  G: 'Loans',
  H: 'Costs, information and complaints',
  I: 'Portfolios',
} as const
export type SheetPart = keyof typeof SHEET_PARTS

/** What the issuer answers beyond what the application says already. Every answer is public. */
export const SHEET_QUESTIONS = [
  {
    id: 'issuer',
    part: 'A',
    label: 'Who issues',
    hint: 'Legal name and form, register and number, seat, and where to reach you. Where people in the United States may invest, also whoever holds 20 % or more of the votes, and on which day.',
  },
  {
    id: 'responsible',
    part: 'A',
    label: 'Who answers for this sheet',
    hint: 'The persons and what they are to the issuer. By naming them you declare that, as far as they know, nothing in it is wrong or left out.',
  },
  { id: 'activity', part: 'A', label: 'What the issuer does', hint: 'Main activities and products or services.' },
  {
    id: 'figures',
    part: 'A',
    label: 'The issuer’s figures',
    hint: 'Turnover, result, assets and debts of the last years, or that there are none yet, and where accounts can be read.',
  },
  {
    id: 'otherFunding',
    part: 'B',
    label: 'Other money',
    hint: 'Earlier and other raises, loans and own money for this project, and what happens if the target is not reached.',
  },
  {
    id: 'nature',
    part: 'D',
    label: 'What the token is in law',
    hint: 'What kind of right or instrument it is, and on whose advice you say so.',
  },
  {
    id: 'between',
    part: 'E',
    label: 'A company between project and investors',
    hint: 'Its name and part in this, or that there is none.',
  },
  {
    id: 'rights',
    part: 'F',
    label: 'Rights that come with it',
    hint: 'Votes, information, shares of a result, or none.',
  },
  {
    id: 'transfer',
    part: 'F',
    label: 'Passing it on',
    hint: 'What limits there are to selling it, and where somebody could sell it at all.',
  },
  {
    id: 'costs',
    part: 'H',
    label: 'Costs for investors',
    hint: 'Everything that you or others take from them, once or every year.',
  },
  {
    id: 'complaints',
    part: 'H',
    label: 'Questions and complaints',
    hint: 'Where to ask, where to complain, how long an answer takes.',
  },
] as const satisfies readonly { id: string; part: SheetPart; label: string; hint: string }[]

export type SheetAnswers = Record<(typeof SHEET_QUESTIONS)[number]['id'], string>

export const NO_ANSWERS = Object.fromEntries(SHEET_QUESTIONS.map(({ id }) => [id, ''])) as SheetAnswers

/** Whether every question has an answer: only such a sheet will do where a regime asks for one. */
export const isAnswered = (answers: SheetAnswers): boolean => SHEET_QUESTIONS.every(({ id }) => answers[id] !== '')

/** Whether somebody began to answer. */
export const isBegun = (answers: SheetAnswers): boolean => SHEET_QUESTIONS.some(({ id }) => answers[id] !== '')
