/** The place of no answer, for a question that somebody leaves out. */
export const UNANSWERED = 5

/** The knowledge test: what can go wrong, in five questions with three answers each. */
export const KNOWLEDGE: readonly { question: string; answers: readonly string[] }[] = [
  {
    question: 'A project that you invested in stops its work. What becomes of your money?',
    answers: [
      'A deposit guarantee pays it back.',
      'The platform pays it back.',
      'What was paid out to the project is lost; only what still lies in the raise comes back.',
    ],
  },
  {
    question: 'When can you sell a token of a small project?',
    answers: [
      'Only when somebody wants to buy it, which may be never.',
      'At any time, at the price of the raise.',
      'After one month, to the platform.',
    ],
  },
  {
    question: 'You own 10,000 and want to invest in projects like this. Which amount keeps a complete loss bearable?',
    answers: ['All of it, spread over two projects.', 'Not more than about 1,000.', 'Half of it.'],
  },
  {
    question: 'A project has been verified and is open for investment here. What does that tell you?',
    answers: [
      'That it will succeed.',
      'That an authority approved it.',
      'That two people compared what it says with its documents, and no more.',
    ],
  },
  {
    question: 'The tokens of a raise unlock over two years. What does that mean?',
    answers: [
      'Whatever the price does meanwhile, you cannot sell what is still locked.',
      'The price is guaranteed for two years.',
      'You can take the money back for two years.',
    ],
  },
]
