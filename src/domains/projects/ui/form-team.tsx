'use client'
import { LongField, RowList, TextField } from './fields'
import type { SectionForm } from './section-frame'

/** Step 2: who does it. */
export const TeamForm = ({ typed, set, problem }: SectionForm<'team'>) => (
  <>
    <TextField label="Name of the team" value={typed.name} set={(name) => set({ name })} problem={problem('name')} />
    <RowList
      rows={typed.members}
      set={(members) => set({ members })}
      what="member"
      blank={{ displayName: '', role: '', link: '', wallet: '' }}
      most={20}
    >
      {(row, change, index) => (
        <div className="grid items-end gap-3 sm:grid-cols-2">
          <TextField
            label="Name shown to everybody"
            value={row.displayName}
            set={(displayName) => change({ displayName })}
            problem={problem(`members.${index}.displayName`)}
          />
          <TextField
            label="Role"
            value={row.role}
            set={(role) => change({ role })}
            problem={problem(`members.${index}.role`)}
          />
          <TextField
            label="Link"
            type="url"
            optional
            hint="Where others can see their work."
            value={row.link}
            set={(link) => change({ link })}
            problem={problem(`members.${index}.link`)}
          />
          <TextField
            label="Wallet"
            optional
            hint="Not shown in lists; who holds it cannot review this project."
            value={row.wallet}
            set={(wallet) => change({ wallet })}
            problem={problem(`members.${index}.wallet`)}
          />
        </div>
      )}
    </RowList>
  </>
)

/** Step 3: what the project offers to others. */
export const ResourcesForm = ({ typed, set, problem }: SectionForm<'resources'>) => (
  <>
    <div className="grid items-end gap-3 sm:grid-cols-3">
      <TextField
        label="Compute"
        hint="Core-hours a month"
        inputMode="numeric"
        optional
        value={typed.computeCoreHours}
        set={(computeCoreHours) => set({ computeCoreHours })}
        problem={problem('computeCoreHours')}
      />
      <TextField
        label="Storage"
        hint="Gigabytes"
        inputMode="numeric"
        optional
        value={typed.storageGigabytes}
        set={(storageGigabytes) => set({ storageGigabytes })}
        problem={problem('storageGigabytes')}
      />
      <TextField
        label="Bandwidth"
        hint="Gigabytes a month"
        inputMode="numeric"
        optional
        value={typed.bandwidthGigabytes}
        set={(bandwidthGigabytes) => set({ bandwidthGigabytes })}
        problem={problem('bandwidthGigabytes')}
      />
    </div>
    <LongField
      label="How it is offered"
      hint="From which nodes, with what guarantee, from when."
      value={typed.detail}
      set={(detail) => set({ detail })}
      problem={problem('detail')}
    />
  </>
)

/** Step 9: what may go wrong. */
export const RisksForm = ({ typed, set, problem }: SectionForm<'risks'>) => (
  <LongField
    label="Risks"
    hint="Name what may go wrong and what investors would lose. Promise nothing."
    rows={12}
    value={typed.text}
    set={(text) => set({ text })}
    problem={problem('text')}
  />
)
