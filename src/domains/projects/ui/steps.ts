/** The steps of an application, in order, as the URL names them. */
export const STEPS = [
  { id: 'project', label: 'Project', lead: 'What you build, for whom, and by when.' },
  { id: 'team', label: 'Team', lead: 'Who does it. These names are public; never write what should not be.' },
  { id: 'resources', label: 'Resources', lead: 'What the project offers to others.' },
  {
    id: 'budget',
    label: 'Budget',
    lead: 'What the money is for: what each line needs at least, and what would be best.',
  },
  { id: 'tokenomics', label: 'Tokenomics', lead: 'What the token buys, and who holds how much of it.' },
  { id: 'token', label: 'Token', lead: 'The token that this raise sells.' },
  { id: 'terms', label: 'Terms', lead: 'What the program on chain will hold everybody to, you included.' },
  { id: 'tranches', label: 'Payments', lead: 'When the project receives the money of a raise that succeeded.' },
  { id: 'risks', label: 'Risks', lead: 'What may go wrong.' },
  {
    id: 'sheet',
    label: 'Information sheet',
    lead: 'What investors are to know of the issuer. Answer every question, or none: without answers nobody can be asked to invest where the law wants such a sheet.',
  },
  {
    id: 'documents',
    label: 'Documents',
    lead: 'Files that support what you say. Only you and the reviewers can open them.',
  },
  { id: 'preview', label: 'Preview', lead: 'What everybody will see.' },
  { id: 'submit', label: 'Submit', lead: 'What is still to do, and the way to the reviewers.' },
] as const

export type StepId = (typeof STEPS)[number]['id']

/** The step that a URL names; the first for anything else. */
export const stepOf = (text: string | undefined): StepId => STEPS.find(({ id }) => id === text)?.id ?? 'project'

/** The address of a step of an application. */
export const stepPath = (applicationId: string, step: StepId): string => `/apply/${applicationId}?step=${step}`

/** The address of the step after one. */
export function pathAfter(applicationId: string, step: StepId): string {
  const next = STEPS[STEPS.findIndex(({ id }) => id === step) + 1]
  return stepPath(applicationId, next?.id ?? 'submit')
}
