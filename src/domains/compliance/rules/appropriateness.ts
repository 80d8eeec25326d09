import { after, HOUR } from '@/kit/time'

/** A question with its three answers; `right` is the place of the true one and never leaves the server. */
export type Question = { question: string; answers: readonly [string, string, string]; right: 0 | 1 | 2 }

const q = (right: Question['right'], question: string, ...answers: [string, string, string]): Question => ({
  ...{ question, answers, right },
})

/**
 * What must be understood before a high-risk investment, in six topics of five questions each. Each attempt asks one of every topic,
 * and no attempt asks what an earlier one did: whoever used them all up is helped by a person.
 */
export const BANK: readonly (readonly Question[])[] = [
  [
    q(1, 'What is the most you can lose in a raise?', 'A tenth of it.', 'All of it.', 'The fees alone.'),
    q(
      2,
      'The team gives up after the payments were released. What comes back to you?',
      'Half of what you paid.',
      'What you paid, from the platform.',
      'Possibly nothing.',
    ),
    q(
      0,
      'Somebody says that their last raise did well. What follows for this one?',
      'Nothing: this one can still fail.',
      'It will do well too.',
      'A loss can only be small.',
    ),
    q(
      1,
      'You need a sum for the rent next month. Is it money to invest here?',
      'Yes, if it is for a month only.',
      'No: it may be lost.',
      'Yes, if the project has many backers.',
    ),
    q(
      2,
      'A token was sold at 1 and nobody wants it any more. What is yours worth?',
      'Still 1.',
      'At least half.',
      'Perhaps nothing.',
    ),
  ],
  [
    q(
      0,
      'A project fails. Who makes good your loss?',
      'Nobody has to.',
      'The Financial Services Compensation Scheme, always.',
      'The state.',
    ),
    q(
      2,
      'Is the money in a raise protected like a deposit at a bank?',
      'Yes, up to a limit.',
      'Yes, while the raise is open.',
      'No, it is no deposit.',
    ),
    q(
      1,
      'You are unhappy because the price fell. What can the Financial Ombudsman do about that?',
      'Order a refund.',
      'Nothing: a falling price is no complaint.',
      'Fix the price.',
    ),
    q(
      0,
      'The platform itself stops working. What does that mean for a claim against it?',
      'You may get nothing from it.',
      'A guarantee fund pays all of it.',
      'Other members must pay.',
    ),
    q(
      1,
      'Which of these is covered by a compensation scheme here?',
      'A token that became worthless.',
      'Neither of the others.',
      'A project that was late.',
    ),
  ],
  [
    q(
      1,
      'You want to sell your tokens tomorrow. Can you?',
      'Yes, the platform buys them.',
      'Only if somebody wants to buy them.',
      'Yes, at the price of the raise.',
    ),
    q(
      0,
      'What is a sign that a token is hard to sell?',
      'There is no market in which it is traded.',
      'It has a short name.',
      'It was sold to many people.',
    ),
    q(
      2,
      'Tokens unlock over two years. What can you sell after one month?',
      'All of them.',
      'None, ever.',
      'At most those that are unlocked.',
    ),
    q(
      1,
      'For how long should you be able to do without the money?',
      'A week.',
      'For years, or for ever.',
      'Until the raise closes.',
    ),
    q(
      0,
      'A buyer offers a tenth of what you paid, and there is no other. What is that?',
      'The price at which you can sell now.',
      'A mistake that is put right.',
      'Forbidden.',
    ),
  ],
  [
    q(
      2,
      'What does it mean to spread your money?',
      'To put all of it into the best project.',
      'To use two wallets.',
      'To put small parts into different kinds of things.',
    ),
    q(
      1,
      'How much of what you own do the rules suggest for things like this, at most?',
      'A half.',
      'A tenth.',
      'Nine tenths.',
    ),
    q(
      0,
      'You put everything into five projects of one kind. What is the risk?',
      'What hurts one may hurt all of them.',
      'None: five are enough.',
      'It is the same as a savings account.',
    ),
    q(
      2,
      'One project makes up most of what you own, and it fails. What then?',
      'The others grow to make up for it.',
      'Nothing changes.',
      'Most of what you own is gone.',
    ),
    q(
      1,
      'You invested a tenth of what you own already. A new raise looks better. What is wise?',
      'To borrow money for it.',
      'To remember that the tenth is used up.',
      'To add as much again.',
    ),
  ],
  [
    q(
      0,
      'Two people reviewed a project. What does that tell you?',
      'That what it says was compared with documents, and no more.',
      'That it will succeed.',
      'That a public authority approved it.',
    ),
    q(
      1,
      'Has the Financial Conduct Authority approved the projects here?',
      'Yes, each one.',
      'No.',
      'Yes, those with a high minimum.',
    ),
    q(2, 'Who decides whether a project is right for you?', 'The platform.', 'The team of the project.', 'You do.'),
    q(
      0,
      'A team names its risks openly. What does that mean?',
      'That you can read them, not that they are gone.',
      'That nothing else can go wrong.',
      'That losses are paid back.',
    ),
    q(
      1,
      'Somebody in a chat promises that you cannot lose. What is that?',
      'Advice.',
      'A warning sign.',
      'A guarantee.',
    ),
  ],
  [
    q(
      2,
      'You lose the secret key of your wallet. Who can restore it?',
      'The platform.',
      'The chain’s operators.',
      'Nobody.',
    ),
    q(
      0,
      'The program that holds a raise has a flaw. What can happen?',
      'Money can be lost.',
      'Nothing, programs have none.',
      'The flaw is paid for by the state.',
    ),
    q(
      1,
      'You send tokens to a wrong address. What can be done?',
      'The transfer is reversed on request.',
      'In most cases nothing.',
      'They return after a day.',
    ),
    q(
      2,
      'The coin that you pay with falls by half against the pound. What does that change?',
      'Nothing, the raise is safe from it.',
      'You get the difference back.',
      'What you hold is worth less in pounds.',
    ),
    q(
      1,
      'Somebody asks for the words of your wallet to help you invest. What do you do?',
      'Send them.',
      'Never give them to anybody.',
      'Send half of them.',
    ),
  ],
]

export const ATTEMPTS = BANK[0]!.length
const ENOUGH = 5
const FREE_FAILS = 2
const WAIT = 24 * HOUR

/** The questions of an attempt, counted from 1: one of each topic, and none that another attempt has. */
export const questionsOf = (attempt: number): Question[] => BANK.flatMap((topic) => topic[attempt - 1] ?? [])

/** How many answers to an attempt were right, and whether that is enough. */
export function gradeAttempt(attempt: number, answers: readonly number[]): { right: number; passed: boolean } {
  const right = questionsOf(attempt).filter((one, index) => answers[index] === one.right).length
  return { right, passed: right >= ENOUGH }
}

/** From when the next attempt may begin, after so many that failed; null: at once. The wait after two is a design, no rule's number. */
export const nextAttemptAt = (fails: number, lastFailedAt: Date | null): Date | null =>
  fails >= FREE_FAILS && lastFailedAt ? after(lastFailedAt, WAIT) : null
