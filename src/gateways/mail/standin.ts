import type { MailGateway } from './client'

/** Stands in for a mail server on the local network: the mail stays in the outbox, where the mailbox page shows it. */
export const keepMail: MailGateway = async () => 'kept'
