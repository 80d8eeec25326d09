import { type FormValue, textAt } from './standin-form'
import { type Intent, nameFrom, type Session, type Store, type Thing } from './standin-objects'

/** Tells the webhook what happened to something; answers when it was delivered or could not be. */
export type Tell = (type: string, about: Thing) => Promise<void>
type Ground = { store: Store; tell: Tell; now: () => number }

/**
 * What a payer does on the page, by Stripe's own names of test cards, and what banks do later.
 * Cards: `pm_card_visa` pays, `pm_card_chargeDeclined` is declined, `pm_usBankAccount` is confirmed by the bank later,
 * `pm_card_createDispute` pays and is disputed at once, `pm_card_refundFail` pays and cannot be refunded.
 * Acts: `settle` and `bounce` end what the bank confirms; `dispute`, `dispute_won` and `dispute_lost`.
 * Answers where the payer goes next.
 */
export async function pay(ground: Ground, session: Session, form: FormValue): Promise<string> {
  const act = textAt(form, ['act'])
  if (act) {
    await bankActs(ground, session, act)
    return session.url
  }
  const card = textAt(form, ['card'])
  if (card === 'pm_card_chargeDeclined') return `${session.url}?declined=1`
  if (session.status === 'expired') return session.url
  if (session.status === 'open') await payOpen(ground, session, card)
  return session.success_url.replace('{CHECKOUT_SESSION_ID}', session.id)
}

async function payOpen({ store, tell, now }: Ground, session: Session, card: string): Promise<void> {
  const isLater = card === 'pm_usBankAccount'
  const intent: Intent = {
    ...{ id: nameFrom('pi', session.id), object: 'payment_intent', created: now(), livemode: false },
    ...{ amount: session.amount_total, currency: session.currency, payment_method: card },
    status: isLater ? 'processing' : 'succeeded',
  }
  store.intents.set(intent.id, intent)
  session.payment_intent = intent.id
  session.status = 'complete'
  session.payment_status = isLater ? 'unpaid' : 'paid'
  await tell('checkout.session.completed', session)
  if (card === 'pm_card_createDispute') await dispute({ store, tell, now }, intent)
}

async function bankActs(ground: Ground, session: Session, act: string): Promise<void> {
  const { store, tell } = ground
  const intent = store.intents.get(session.payment_intent ?? '')
  if (!intent) return
  if (act === 'settle' && intent.status === 'processing') {
    intent.status = 'succeeded'
    session.payment_status = 'paid'
    await tell('checkout.session.async_payment_succeeded', session)
  }
  if (act === 'bounce' && intent.status === 'processing') {
    intent.status = 'requires_payment_method'
    await tell('checkout.session.async_payment_failed', session)
  }
  if (act === 'dispute' && intent.status === 'succeeded') await dispute(ground, intent)
  const open = store.disputesOf(intent.id).find(({ status }) => status === 'needs_response')
  if (open && (act === 'dispute_won' || act === 'dispute_lost')) {
    open.status = act === 'dispute_won' ? 'won' : 'lost'
    await tell('charge.dispute.closed', open)
  }
}

async function dispute({ store, tell, now }: Ground, { id: payment_intent, amount, currency }: Intent): Promise<void> {
  const made = store.disputesOf(payment_intent)
  if (made.some(({ status }) => status === 'needs_response')) return
  const id = nameFrom('dp', `${payment_intent} ${made.length}`)
  const of = { amount, currency, payment_intent }
  const opened = { id, object: 'dispute', created: now(), livemode: false, status: 'needs_response', ...of } as const
  store.disputes.set(id, opened)
  await tell('charge.dispute.created', opened)
}
