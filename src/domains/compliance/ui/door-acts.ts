import { useTRPCClient } from '@/ui/trpc'

/** A case that may be closed to all staff but those named. */
export type Door = { of: 'case' | 'company'; id: string }

/** What can be done about who may open it, in the room that it belongs to. */
export function useDoorActs({ of, id }: Door) {
  const { compliance, companies } = useTRPCClient()
  if (of === 'case')
    return {
      close: (personIds: string[]) => compliance.allowOnly.mutate({ caseId: id, personIds }),
      propose: (personIds: string[], note: string) => compliance.proposeOpening.mutate({ caseId: id, personIds, note }),
      confirm: () => compliance.confirmOpening.mutate({ caseId: id }),
      giveBack: (note: string) => compliance.returnOpening.mutate({ caseId: id, note }),
    }
  return {
    close: (personIds: string[]) => companies.allowOnly.mutate({ companyId: id, personIds }),
    propose: (personIds: string[], note: string) => companies.proposeOpening.mutate({ companyId: id, personIds, note }),
    confirm: () => companies.confirmOpening.mutate({ companyId: id }),
    giveBack: (note: string) => companies.returnOpening.mutate({ companyId: id, note }),
  }
}
