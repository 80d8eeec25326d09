import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Keypair, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { afterAll, describe, expect } from 'vitest'
import { nonceAddress } from '@/chain/durable'
import { decodeRaise } from '@/chain/raise/accounts'
import { DAY, HOUR, after as later, MINUTE } from '@/kit/time'
import { signerOf } from '@/server/signers'
import { test } from '@/test/chain'
import { done, settled } from '@/test/invest-acts'
import { InvestWorld, type Person } from '@/test/invest-world'
import { issuerConsole } from './flows/console'
import { carryOut, confirm, handIn, propose, proposeCreation, turnDown } from './flows/guardian'
import { prepareCreate, prepareDeposit, prepareOpen } from './flows/launch'
import { prepareCreateToken } from './flows/token'
import type { IntentView } from './queries/intent'
import { creationRequests, guardianOrders } from './queries/orders'

const folder = mkdtempSync(path.join(tmpdir(), 'guardian-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the offline machine's command with these answers typed. */
async function signOffline(key: Keypair, message: string, answer = 'sign', mode = 0o600) {
  const file = path.join(folder, `${randomUUID()}.json`)
  writeFileSync(file, JSON.stringify([...key.secretKey]), { mode })
  const child = spawn(process.execPath, ['bin/flotilla.mjs', 'sign', file], {
    env: { ...process.env, DATABASE_URL: '', RPC_URL: '' },
  })
  const [out, err]: string[][] = [[], []]
  child.stdout.on('data', (text) => out!.push(String(text)))
  child.stderr.on('data', (text) => err!.push(String(text)))
  child.stdin.end(`${message}\n${answer}\n`)
  const [code] = await once(child, 'close')
  return { code, signature: out!.join('').trim(), said: err!.join('') }
}

const messageOf = (intent: IntentView): Buffer => {
  const wire = Buffer.from(intent.transaction!, 'base64')
  return wire.subarray(1 + 64 * wire[0]!)
}
const signedBy = async (key: Keypair, message: Uint8Array) => bs58.encode(await signerOf(key.secretKey).sign(message))

describe('a guardian whose key is kept offline', { timeout: 180_000 }, () => {
  let world: InvestWorld
  let issuer: Person
  let reviewer: Person
  let checker: Person
  let projectId: string
  let raise: string

  const offline = (person: Person, now?: Date) => world.as(person, { guardian: () => null, ...(now && { now }) })
  const act = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
  const account = async () =>
    decodeRaise((await world.chain.connection.getAccountInfo(new PublicKey(raise), 'confirmed'))!.data)
  const reader = async () => ({ now: await world.now() })
  const guardian = (intent: IntentView) => signedBy(world.keys.guardian, messageOf(intent))

  /** Proposed by one person and confirmed by another: the message for the offline machine. */
  async function ordered(what: 'pause' | 'resume' | 'cancel'): Promise<{ orderId: string; intent: IntentView }> {
    const { orderId } = await propose(await offline(reviewer), { raise, act: what, reason: 'Because.' })
    return { orderId, intent: await confirm(await offline(checker), { orderId }) }
  }

  test('the issuer asks for its signature, and asking again gives the same message', async ({ db, chain }) => {
    world = await InvestWorld.start(db, chain)
    issuer = await world.person({ roles: ['member', 'issuer'] })
    reviewer = await world.person({ roles: ['reviewer'] })
    checker = await world.person({ roles: ['checker'] })
    projectId = await world.project(issuer)
    const token = await prepareCreateToken(await world.as(issuer), act())
    await done(world, issuer, token)
    await world.fixToken(issuer, projectId, token.mint!)
    // Anybody can compute the nonce's address and send coins to it beforehand: that stops nobody.
    const foreseen = await prepareCreate(await world.as(issuer), act())
    const nonce = await nonceAddress(world.clerk.publicKey, new PublicKey(foreseen.raiseAddress!))
    await world.fund(nonce.toBase58(), 1_000_000n)
    const intent = await prepareCreate(await offline(issuer), act())
    raise = intent.raiseAddress!
    expect((await prepareCreate(await offline(issuer), act())).id).toBe(intent.id)
    expect(await creationRequests(db, await reader())).toMatchObject([
      { intentId: intent.id, title: 'Harbour Storage' },
    ])
    expect((await issuerConsole(await offline(issuer), { projectId })).asked).toMatchObject({ signed: false })
  })

  test('without its signature the issuer cannot send', async () => {
    const intent = await prepareCreate(await offline(issuer), act())
    await expect(world.sign(issuer, intent, { guardian: () => null })).rejects.toMatchObject({
      code: 'raises.guardianOffline',
    })
  })

  test('two people agree before it signs, and neither is the issuer', async () => {
    const { id: intentId } = await prepareCreate(await offline(issuer), act())
    const order = { intentId, reason: 'The terms are the approved ones.' }
    await expect(proposeCreation(await offline(issuer), order)).rejects.toMatchObject({ code: 'raises.ownRaise' })
    const { orderId } = await proposeCreation(await offline(reviewer), order)
    await expect(proposeCreation(await offline(checker), order)).rejects.toMatchObject({ code: 'raises.orderOpen' })
    const signature = await guardian(await prepareCreate(await offline(issuer), act()))
    await expect(handIn(await offline(reviewer), { orderId, signature })).rejects.toMatchObject({
      code: 'raises.notConfirmed',
    })
    await expect(confirm(await offline(reviewer), { orderId })).rejects.toMatchObject({ code: 'raises.samePerson' })
    await expect(confirm(await offline(issuer), { orderId })).rejects.toMatchObject({ code: 'raises.ownRaise' })
    await confirm(await offline(checker), { orderId })
    expect(await creationRequests(world.db, await reader())).toEqual([])
  })

  test('the offline machine says what the site says, and refuses what it must', async () => {
    const [order] = await guardianOrders(world.db, await reader())
    const { message, fingerprint, facts } = order!.offline!
    const { code, signature, said } = await signOffline(world.keys.guardian, message)
    expect(code).toBe(0)
    expect(said).toContain(fingerprint)
    for (const [label, value] of facts)
      expect(said).toMatch(new RegExp(`${label.replace(/[()]/g, '.')} +${value.replace(/[()+]/g, '.')}`))
    expect(facts).toContainEqual(['Minimum', '1000 KOII'])
    const intent = await prepareCreate(await offline(issuer), act())
    expect(signature).toBe(await guardian(intent))

    const stranger = await signOffline(world.keys.cosigner, message)
    expect(stranger).toMatchObject({
      code: 1,
      signature: '',
      said: expect.stringContaining('This message is for the guardian'),
    })
    const readable = await signOffline(world.keys.guardian, message, 'sign', 0o644)
    expect(readable).toMatchObject({ code: 1, signature: '', said: expect.stringContaining('chmod 600') })
    const declined = await signOffline(world.keys.guardian, message, 'y')
    expect(declined).toMatchObject({ code: 1, signature: '', said: expect.stringContaining('Nothing was signed.') })
    const longer = Buffer.concat([Buffer.from(message, 'base64'), Buffer.of(0)]).toString('base64')
    const changed = await signOffline(world.keys.guardian, longer)
    expect(changed).toMatchObject({ code: 1, signature: '', said: expect.stringContaining('more than the one act') })
  })

  test('another key and another message are found out', async () => {
    const [order] = await guardianOrders(world.db, await reader())
    const orderId = order!.id
    const bytes = Buffer.from(order!.offline!.message, 'base64')
    const refused = async (signature: string) => handIn(await offline(reviewer), { orderId, signature })
    const no = { code: 'raises.notTheKey', field: 'signature' }
    await expect(refused(await signedBy(world.keys.cosigner, bytes))).rejects.toMatchObject(no)
    const other = Buffer.from(bytes)
    other[other.length - 1]! ^= 1
    await expect(refused(await signedBy(world.keys.guardian, other))).rejects.toMatchObject(no)
  })

  test('hours later the issuer signs, the clerk signs last, and the raise is there', async () => {
    const [order] = await guardianOrders(world.db, await reader())
    const orderId = order!.id
    const intent = await prepareCreate(await offline(issuer), act())
    const signature = await guardian(intent)
    await world.advance(5 * 3_600)
    await handIn(await offline(reviewer), { orderId, signature })
    await expect(handIn(await offline(reviewer), { orderId, signature })).rejects.toMatchObject({
      code: 'raises.alreadySigned',
    })
    expect((await issuerConsole(await offline(issuer), { projectId })).asked).toMatchObject({ signed: true })
    const late = { guardian: () => null, now: later(await world.now(), 3 * DAY) }
    await expect(world.sign(issuer, intent, late)).rejects.toMatchObject({ code: 'raises.outOfDate' })
    await world.advance(5 * 3_600)
    const sent = await world.sign(issuer, intent, { guardian: () => null })
    expect(await settled(world, sent.id)).toMatchObject({ state: 'finalized' })
    expect((await account()).state).toBe('Draft')
    await world.publish(projectId, raise)
    await done(world, issuer, await prepareDeposit(await offline(issuer), act()))
    await done(world, issuer, await prepareOpen(await offline(issuer), act()))
  })

  test('pause and resume: two people, one signature, sent at once', async () => {
    const pause = await ordered('pause')
    expect((await carryOut(await offline(checker), pause)).id).toBe(pause.intent.id)
    const [order] = await guardianOrders(world.db, await reader())
    const { signature } = await signOffline(world.keys.guardian, order!.offline!.message)
    const sent = await handIn(await offline(reviewer), { orderId: pause.orderId, signature })
    expect(await settled(world, sent.id)).toMatchObject({ state: 'finalized' })
    expect((await account()).paused).toBe(true)
    const resume = await ordered('resume')
    const back = await handIn(await offline(reviewer), { ...resume, signature: await guardian(resume.intent) })
    expect(await settled(world, back.id)).toMatchObject({ state: 'finalized' })
    expect((await account()).paused).toBe(false)
  })

  test('of two messages for one raise the first that arrives makes the other worthless', async () => {
    const [pause, cancel] = [await ordered('pause'), await ordered('cancel')]
    const sent = await handIn(await offline(reviewer), { ...pause, signature: await guardian(pause.intent) })
    await settled(world, sent.id)
    await expect(
      handIn(await offline(reviewer), { ...cancel, signature: await guardian(cancel.intent) }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/outOfDate|intentOver/) })
    expect(await settled(world, cancel.intent.id)).toMatchObject({ state: 'expired' })
    expect((await account()).state).toBe('Open')
  })

  test('a signature that comes after three days is too late; a new message is made', async () => {
    const { orderId, intent } = await ordered('resume')
    const signature = await guardian(intent)
    const tooLate = later(await world.now(), 3 * DAY + HOUR)
    await expect(handIn(await offline(reviewer, tooLate), { orderId, signature })).rejects.toMatchObject({
      code: 'raises.outOfDate',
    })
    const renewed = await carryOut(await offline(checker, tooLate), { orderId })
    expect(renewed.id).not.toBe(intent.id)
  })

  test('what was sent and never arrives is made impossible by the clerk, and a new message takes its place', async ({
    chain,
  }) => {
    const { orderId, intent } = await ordered('pause')
    const address = world.keys.guardian.publicKey.toBase58()
    const empty = { address, lamports: 1, owner: '11111111111111111111111111111111', data: '' }
    await chain.rpc('flotilla_setAccount', [empty])
    const sent = await handIn(await offline(reviewer), { orderId, signature: await guardian(intent) })
    await world.follow()
    expect(await world.db.intent.findUnique({ where: { id: sent.id } })).toMatchObject({ state: 'sent' })
    await world.fund(address)
    await world.advance((6 * MINUTE) / 1_000)
    const again = await carryOut(await offline(checker), { orderId })
    expect(again).toMatchObject({ state: 'prepared' })
    expect(await settled(world, sent.id)).toMatchObject({ state: 'expired' })
    const arrived = await handIn(await offline(reviewer), { orderId, signature: await guardian(again) })
    expect(await settled(world, arrived.id)).toMatchObject({ state: 'finalized' })
  })

  test('the guardian’s signature alone moves nothing: the clerk must sign as well', async ({ chain }) => {
    const { orderId, intent } = await ordered('cancel')
    const wire = Buffer.from(intent.transaction!, 'base64')
    expect(wire[0]).toBe(2)
    wire.set(bs58.decode(await guardian(intent)), 1)
    await expect(chain.connection.sendRawTransaction(wire, { skipPreflight: true })).rejects.toThrow()
    const turned = await propose(await offline(reviewer), { raise, act: 'cancel', reason: 'Again.' })
    await turnDown(await offline(checker), turned)
    await expect(
      handIn(await offline(reviewer), { ...turned, signature: await guardian(intent) }),
    ).rejects.toMatchObject({ code: 'raises.notConfirmed' })
    const sent = await handIn(await offline(reviewer), { orderId, signature: await guardian(intent) })
    expect(await settled(world, sent.id)).toMatchObject({ state: 'finalized' })
    expect((await account()).state).toBe('Failed')
  })
})
