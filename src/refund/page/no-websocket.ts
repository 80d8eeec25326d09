// In the place of rpc-websockets, which web3.js opens for subscriptions: the page asks over HTTP and subscribes to nothing.

/** A socket that is never opened. */
export class CommonClient {
  on(): this {
    return this
  }
}

/** Never made: nothing subscribes. */
export const WebSocket = (): never => {
  throw new Error('this page opens no WebSocket')
}
