import type { Db } from '@/server/db'
import { makePdf } from '@/server/pdf'
import { complaintTimes } from './queries/times'

const LINE = '_'.repeat(78)
const lines = (...labels: readonly string[]) => labels.flatMap((label) => ['', `${label}:`, LINE])
const room = (label: string, count: number) => ['', `${label}:`, ...Array.from({ length: count }, () => `\n${LINE}`)]

/** Who somebody is, as the standard form asks it. */
const ADDRESS = ['Street, number, floor', 'Postcode, city, country', 'Telephone', 'E-mail'] as const

/**
 * The standard form on paper: the questions of the annex of Delegated Regulation (EU) 2022/2117, for whoever prints rather than types.
 * `contact` is where it goes; empty for nobody but the page.
 */
export async function paperForm(db: Db, { site, contact, now }: { site: string; contact: string; now: Date }) {
  const { workingDays, days } = await complaintTimes(db, now)
  const where = contact ? `Send it to: ${contact}.` : `Type it into ${site}/complaints.`
  return makePdf({
    title: 'Submission of a complaint',
    about: `Free of charge. ${where} It is acknowledged within ${workingDays} working days and answered within ${days} days.`,
    whole: `The page ${site}/complaints`,
    sections: [
      {
        heading: '1. Who complains',
        lines: lines(
          'Last name, or name of the legal entity',
          'First name',
          'Registration number and LEI (legal entities)',
          'Client reference, for example your wallet’s address',
          ...ADDRESS,
        ),
      },
      {
        heading: '2. Who represents you, where somebody does',
        lines: [
          'Add the power of attorney or another proof.',
          ...lines('Last name, first name, or name of the legal entity', 'Registration number and LEI', ...ADDRESS),
        ],
      },
      {
        heading: '3. The complaint',
        lines: [
          ...lines('Investment, project or agreement that it is about, with its reference'),
          ...room('What happened. Add what supports it', 8),
          ...lines('Date or dates on which it happened'),
          ...room('Damage, loss or disadvantage, where there is one', 3),
          ...room('Anything else', 3),
        ],
      },
      { heading: '', lines: lines('Papers that are added', 'Place and date', 'Signature') },
    ],
  })
}
