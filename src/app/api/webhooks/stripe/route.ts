import { receiveWebhook } from '@/server/webhook'

/** Where Stripe delivers its events. */
export const POST = (request: Request): Promise<Response> =>
  receiveWebhook(request, (api, delivery) => api.payments.deliver(delivery))
