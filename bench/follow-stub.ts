// The node of `follow.ts`, in a process of its own so that it takes no time from what is measured. Prints its address. With a
// length of slots its raise moves in every slot.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ManyPositions } from '@/test/many-positions'

const [, , program, positions, transactions, slotMs = '0', aSlot = '0'] = process.argv
const FIRST_SLOT = 5_000
/** Positions in one piece of an answer: only the last piece is written anew when some are added. */
const A_PIECE = 1_000
const unix = BigInt(Math.floor(Date.now() / 1_000))

const raise = new ManyPositions(1, 10n, unix)
raise.commit(Number(positions))
raise.raise.sequence = BigInt(transactions!)
const account = (data: Uint8Array) => ({
  ...{ lamports: 2_000_000, owner: program, executable: false, rentEpoch: 0 },
  data: [Buffer.from(data).toString('base64'), 'base64'],
})
const clock = Buffer.alloc(40)
clock.writeBigInt64LE(unix, 32)

let slot = FIRST_SLOT
const pieces: Buffer[] = []
let shown: Record<'raise' | 'account', string>

/** Writes the raise, and its positions from the last piece on, as they are now. */
function write(): void {
  const from = Math.max(0, pieces.length - 1)
  for (let at = from; at * A_PIECE < raise.positions.length; at += 1) {
    const listed = raise.positions.slice(at * A_PIECE, (at + 1) * A_PIECE).map((position) => {
      return { pubkey: position.address, account: account(raise.positionData(position)) }
    })
    pieces[at] = Buffer.from(JSON.stringify(listed).slice(1, -1))
  }
  const own = account(raise.data())
  shown = { account: JSON.stringify(own), raise: JSON.stringify({ pubkey: raise.address.toBase58(), account: own }) }
}

const plain = (result: string): Buffer[] => [Buffer.from(`{"jsonrpc":"2.0","id":1,"result":${result}}`)]
const atSlot = (value: string): Buffer[] => plain(`{"context":{"slot":${slot}},"value":${value}}`)

function listing(...items: (Buffer | string)[]): Buffer[] {
  const head = Buffer.from(`{"jsonrpc":"2.0","id":1,"result":{"context":{"slot":${slot}},"value":[`)
  const body = items.flatMap((item, index) => [Buffer.from(index > 0 ? ',' : ''), Buffer.from(item)])
  return [head, ...body, Buffer.from(']}}')]
}

/** Which accounts are asked for is told by the number of filters: all, the raises, the positions. */
const LISTS = [() => listing(shown.raise, ...pieces), null, () => listing(shown.raise), () => listing(...pieces)]
const ANSWERS: Record<string, (params: { filters?: unknown[] }[]) => Buffer[]> = {
  getGenesisHash: () => plain('"stub"'),
  getMinimumBalanceForRentExemption: () => plain('890880'),
  getAccountInfo: () => atSlot(JSON.stringify(account(clock))),
  getProgramAccounts: ([, options]) => LISTS[options?.filters?.length ?? 0]!(),
  getMultipleAccounts: () => atSlot(`[${shown.account},null,null]`),
}

write()
const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const { method, params } = JSON.parse(Buffer.concat(parts).toString())
  response.setHeader('content-type', 'application/json').end(Buffer.concat(ANSWERS[method]!(params)))
})
// Nobody hangs up while the other side counts.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  if (slotMs === '0') return
  setInterval(() => {
    slot += 1
    raise.commit(Number(aSlot))
    write()
  }, Number(slotMs))
})
