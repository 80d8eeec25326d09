'use client'
import { SHEET_PARTS, SHEET_QUESTIONS } from '../schema/sheet'
import { LongField } from './fields'
import type { SectionForm } from './section-frame'

const PARTS = [...new Set(SHEET_QUESTIONS.map(({ part }) => part))]

/** What an investor is to know of the issuer, beyond what the other steps say. */
export const SheetForm = ({ typed, set, problem }: SectionForm<'sheet'>) => (
  <>
    {PARTS.map((part) => (
      <div key={part} className="grid gap-5">
        <h3 className="text-lg font-semibold">{SHEET_PARTS[part]}</h3>
        {SHEET_QUESTIONS.filter((question) => question.part === part).map(({ id, label, hint }) => (
          <LongField
            key={id}
            label={label}
            hint={hint}
            rows={3}
            value={typed[id]}
            set={(answer) => set({ [id]: answer })}
            problem={problem(id)}
          />
        ))}
      </div>
    ))}
  </>
)
