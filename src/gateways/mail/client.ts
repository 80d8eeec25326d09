import nodemailer from 'nodemailer'
import { env } from '@/server/env'
import { keepMail } from './standin'

export type Mail = { to: string; subject: string; text: string }

/** Hands a mail over. `sent`: it is on its way; `kept`: it went nowhere and is to be read on the mailbox page. */
export type MailGateway = (mail: Mail) => Promise<'sent' | 'kept'>

/** Sends by the SMTP server of a URL such as `smtps://user:password@host:465`. */
export function smtpMail(url: string, from: string): MailGateway {
  const transport = nodemailer.createTransport(url)
  return async (mail) => {
    await transport.sendMail({ from, ...mail })
    return 'sent'
  }
}

/** The installation's way to send mail: SMTP_URL where it is set, else the stand-in of the local network. */
export function mailGateway(): MailGateway {
  const { SMTP_URL, MAIL_FROM, FLOTILLA_NETWORK } = env()
  if (SMTP_URL) return smtpMail(SMTP_URL, MAIL_FROM)
  if (FLOTILLA_NETWORK === 'local') return keepMail
  throw new Error('SMTP_URL is not set')
}
