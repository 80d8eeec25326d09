'use client'
import { CATEGORIES } from '../schema/content'
import { ChoiceField, LongField, RowList, TextField } from './fields'
import type { SectionForm } from './section-frame'

/** Step 1: what is built, for whom, and by when. */
export const ProjectForm = ({ typed, set, problem }: SectionForm<'project'>) => (
  <>
    <TextField label="Title" value={typed.title} set={(title) => set({ title })} problem={problem('title')} />
    <LongField
      label="Summary"
      hint="Up to 280 characters; shown in lists."
      rows={3}
      value={typed.summary}
      set={(summary) => set({ summary })}
      problem={problem('summary')}
    />
    <ChoiceField
      label="Category"
      empty="Choose…"
      choices={CATEGORIES}
      value={typed.category}
      set={(category) => set({ category })}
      problem={problem('category')}
    />
    <LongField
      label="Vision"
      hint="What changes when this works, and why you."
      rows={10}
      value={typed.vision}
      set={(vision) => set({ vision })}
      problem={problem('vision')}
    />
    <TextField
      label="Web address"
      type="url"
      optional
      value={typed.website}
      set={(website) => set({ website })}
      problem={problem('website')}
    />
    <h3 className="text-lg font-semibold">Roadmap</h3>
    <RowList
      rows={typed.roadmap}
      set={(roadmap) => set({ roadmap })}
      what="milestone"
      blank={{ title: '', due: '', detail: '' }}
      most={20}
    >
      {(row, change, index) => (
        <>
          <TextField
            label="What will exist"
            hint="So that an outsider can check it."
            value={row.title}
            set={(title) => change({ title })}
            problem={problem(`roadmap.${index}.title`)}
          />
          <TextField
            label="By"
            type="date"
            value={row.due}
            set={(due) => change({ due })}
            problem={problem(`roadmap.${index}.due`)}
          />
          <LongField
            label="Detail"
            optional
            rows={2}
            value={row.detail}
            set={(detail) => change({ detail })}
            problem={problem(`roadmap.${index}.detail`)}
          />
        </>
      )}
    </RowList>
  </>
)
