import { EMPTY_COMPANY } from '@/domains/companies/schema'
import { jpeg } from './files'
import type { Things } from './procedure-inputs'

const note = 'As said.'

/** An input that each of the companies' procedures accepts. */
export function ofCompanies({ companyId, partyId, projectId, documentId }: Things) {
  const one = { companyId }
  const token = 'a'.repeat(43)
  return {
    'companies.own': { projectId },
    'companies.save': { ...one, version: 1, data: EMPTY_COMPANY },
    'companies.addDocument': { ...one, kind: 'other', fileName: 'a.jpg', bytes: new Uint8Array(jpeg()) },
    'companies.removeDocument': { documentId },
    'companies.openDocument': { documentId },
    'companies.submit': one,
    'companies.withdraw': one,
    'companies.appeal': { ...one, text: note },
    'companies.invite': { partyId },
    'companies.isMe': { partyId },
    'companies.invitation': { token },
    'companies.accept': { token },
    'companies.acceptByMail': { token },
    'companies.staffCompany': one,
    'companies.openEvidence': one,
    'companies.reveal': { ...one, reason: 'compare_document' },
    'companies.claim': one,
    'companies.release': one,
    'companies.claimMany': { companyIds: [companyId] },
    'companies.releaseMany': { companyIds: [companyId] },
    'companies.allowOnly': { ...one, personIds: [] },
    'companies.proposeOpening': { ...one, personIds: [], note },
    'companies.confirmOpening': one,
    'companies.returnOpening': { ...one, note },
    'companies.requestChanges': { ...one, note },
    'companies.propose': { ...one, outcome: 'reject', reason: 'cannot_be_verified', note },
    'companies.confirm': one,
    'companies.returnProposal': { ...one, note },
    'companies.exportPack': one,
    'companies.suspend': { ...one, note },
    'companies.proposeLift': { ...one, note },
    'companies.confirmLift': one,
    'companies.returnLift': { ...one, note },
  }
}
