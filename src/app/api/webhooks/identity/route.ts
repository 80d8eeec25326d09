import { receiveWebhook } from '@/server/webhook'

/** Where the identity provider delivers its events. */
export const POST = (request: Request): Promise<Response> =>
  receiveWebhook(request, (api, delivery) => api.compliance.deliverCheck(delivery))
