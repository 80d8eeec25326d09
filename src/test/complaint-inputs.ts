import type { Things } from './procedure-inputs'

const note = 'As said.'

/** What the procedures about complaints accept. */
export function ofComplaints({ complaintId, personId }: Things) {
  const [one, key] = [{ complaintId }, 'a'.repeat(43)]
  return {
    'complaints.file': { topic: 'platform', what: note },
    'complaints.look': { key },
    'complaints.replyByKey': { key, text: note },
    'complaints.reply': { complaintId, text: note },
    'complaints.staffComplaint': one,
    'complaints.read': one,
    'complaints.handle': { complaintId, act: 'acknowledge' },
    'complaints.nameConcerned': { complaintId, personId },
  }
}
