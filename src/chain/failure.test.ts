import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Connection, PublicKey } from '@solana/web3.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnection } from './connection'
import { isUnreachable } from './failure'

const someone = PublicKey.unique()
/** Every way in which the product asks a node: web3.js tells of trouble with each in other words. */
const QUESTIONS: Record<string, (node: Connection) => Promise<unknown>> = {
  getAccountInfo: (node) => node.getAccountInfo(someone),
  getMultipleAccountsInfo: (node) => node.getMultipleAccountsInfo([someone]),
  getBalance: (node) => node.getBalance(someone),
  getSlot: (node) => node.getSlot(),
  getBlockHeight: (node) => node.getBlockHeight(),
  getLatestBlockhash: (node) => node.getLatestBlockhash(),
  getGenesisHash: (node) => node.getGenesisHash(),
  getFirstAvailableBlock: (node) => node.getFirstAvailableBlock(),
  getSignatureStatuses: (node) => node.getSignatureStatuses(['1'.repeat(64)]),
  getSignaturesForAddress: (node) => node.getSignaturesForAddress(someone),
  getTransaction: (node) => node.getTransaction('1'.repeat(64), { maxSupportedTransactionVersion: 0 }),
  getProgramAccounts: (node) => node.getProgramAccounts(someone),
  getMinimumBalanceForRentExemption: (node) => node.getMinimumBalanceForRentExemption(1),
  sendRawTransaction: (node) => node.sendRawTransaction(new Uint8Array(64), { skipPreflight: true, maxRetries: 0 }),
}

describe('a node that is away is told from one that answers no', () => {
  const silent = http.createServer(() => undefined)
  const refusing = http.createServer((_, response) =>
    response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params"}}'),
  )
  const urlOf = (server: http.Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let gone = ''

  beforeAll(async () => {
    const closed = http.createServer()
    for (const server of [silent, refusing, closed])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    gone = urlOf(closed)
    await new Promise((resolve) => closed.close(resolve))
  })
  afterAll(() => {
    for (const server of [silent, refusing]) server.close().closeAllConnections()
  })

  const errorOf = (question: Promise<unknown>) =>
    question.then(
      () => 'it answered',
      (error: unknown) => error,
    )

  test.each(Object.entries(QUESTIONS))('%s', async (_, ask) => {
    expect(isUnreachable(await errorOf(ask(openConnection(urlOf(silent), undefined, 100)))), 'it is silent').toBe(true)
    expect(isUnreachable(await errorOf(ask(openConnection(gone)))), 'it is gone').toBe(true)
    expect(isUnreachable(await errorOf(ask(openConnection(urlOf(refusing))))), 'it says no').toBe(false)
  })
})
