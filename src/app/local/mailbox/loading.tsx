import { Loading } from '@/ui/page'

export default function MailboxLoading() {
  return <Loading what="the mailbox" />
}
