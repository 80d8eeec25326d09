import { paperForm } from '@/domains/complaints/flows'
import { refusalAnswer } from '@/server/answer'
import { now } from '@/server/clock'
import { database } from '@/server/db'
import { env } from '@/server/env'

/** The standard form for a complaint on paper, for everybody. */
export async function GET(): Promise<Response> {
  try {
    const { SITE_URL: site, COMPLAINTS_CONTACT: contact } = env()
    const body = new Uint8Array(await paperForm(database().db, { site, contact, now: now() }))
    return new Response(body, {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="complaint.pdf"',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'public, max-age=3600',
      },
    })
  } catch (error) {
    return refusalAnswer(error)
  }
}
