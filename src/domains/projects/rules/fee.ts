import type { FeeStanding } from '@/domains/payments/rules/machines'

/** Whether a fee stands between an application and its submission. A project that was approved before there was one owes none. */
export const owesFee = (standing: FeeStanding, wasApproved: boolean): boolean =>
  standing !== 'paid' && !(standing === 'none' && wasApproved)
