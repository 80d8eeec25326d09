import bs58 from 'bs58'
import { describe, expect } from 'vitest'
import { MINUTE, SECOND, after as shift } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { type TestWallet, testWallet } from '@/test/wallet'
import { linkWallet, prepareSignIn, type Site, signInWithWallet, unlinkWallet } from './actions/wallets'
import { personByWallet, walletsOf } from './queries'
import { signInText } from './rules/sign-in-text'
import { walletAnswer } from './schema'

const at = new Date('2026-05-01T12:00:00Z')
const site: Site = { url: 'https://flotilla.example.org', chainId: 'koii:testnet' }

const ask = (db: Db, { address }: TestWallet, on: Site = site) =>
  db.$transaction((tx) => prepareSignIn(tx, { address, purpose: 'sign_in', personId: null, site: on, at }))
const answerWith = (
  db: Db,
  answer: { nonce: string; signature: string; signedMessage?: string },
  when = at,
  on = site,
) => db.$transaction((tx) => signInWithWallet(tx, { answer, site: on, at: when, now: when }))
const signIn = async (db: Db, wallet: TestWallet) => {
  const { nonce, message } = await ask(db, wallet)
  return answerWith(db, { nonce, signature: wallet.sign(message) })
}

describe('E7: signing in with a wallet', () => {
  test('makes a member at first and finds the same person afterwards', async ({ db }) => {
    const wallet = testWallet()
    const first = await signIn(db, wallet)
    expect(await signIn(db, wallet)).toEqual(first)
    expect(await personByWallet(db, wallet.address)).toMatchObject({ id: first.personId })
    const roles = await db.roleGrant.findMany({ where: { personId: first.personId } })
    expect(roles.map(({ role }) => role)).toEqual(['member'])
  })

  test('the text names the site, the chain and a time limit', async ({ db }) => {
    const wallet = testWallet()
    const { message, nonce } = await ask(db, wallet)
    expect(message.split('\n')).toEqual([
      'flotilla.example.org wants you to sign in with your Solana account:',
      wallet.address,
      '',
      'Sign in to Flotilla. This moves no money and costs nothing.',
      '',
      'URI: https://flotilla.example.org',
      'Version: 1',
      'Chain ID: koii:testnet',
      `Nonce: ${nonce}`,
      'Issued At: 2026-05-01T12:00:00.000Z',
      'Expiration Time: 2026-05-01T12:05:00.000Z',
    ])
  })

  test("a text that names the victim, signed with the attacker's key, is refused", async ({ db }) => {
    const [victim, attacker] = [testWallet(), testWallet()]
    const { nonce, message } = await ask(db, victim)
    await expect(answerWith(db, { nonce, signature: attacker.sign(message) })).rejects.toMatchObject({
      code: 'identity.badSignature',
    })
    expect(await personByWallet(db, victim.address)).toBeNull()
  })

  test('an answer that claims an address, or brings its own input and output, is refused by its shape', () => {
    const answer = { nonce: 'a'.repeat(32), signature: bs58.encode(Buffer.alloc(64, 1)) }
    expect(walletAnswer.safeParse(answer).success).toBe(true)
    expect(walletAnswer.safeParse({ ...answer, address: testWallet().address }).success).toBe(false)
    const input = { address: testWallet().address, statement: 'Sign in' }
    expect(walletAnswer.safeParse({ ...answer, input }).success).toBe(false)
    expect(walletAnswer.safeParse({ ...answer, input, output: { signature: 'x' } }).success).toBe(false)
  })

  test("the attacker's signature over a text of their own that names the victim is refused", async ({ db }) => {
    const [victim, attacker] = [testWallet(), testWallet()]
    const { nonce, message } = await ask(db, attacker)
    const forged = message.replace(attacker.address, victim.address)
    const signedMessage = Buffer.from(forged).toString('base64')
    await expect(answerWith(db, { nonce, signature: attacker.sign(forged), signedMessage })).rejects.toMatchObject({
      code: 'identity.otherMessage',
    })
    await expect(answerWith(db, { nonce, signature: attacker.sign(forged) })).rejects.toMatchObject({
      code: 'identity.badSignature',
    })
  })

  test.for(['\nNonce: 0123456789abcdef', '\r\nURI: https://evil.example', ' x'])(
    'a part with a break or a space (%j) never becomes a text',
    (tail) => {
      const facts = {
        purpose: 'sign_in' as const,
        domain: 'flotilla.example.org',
        uri: 'https://flotilla.example.org',
        address: testWallet().address,
        chainId: 'koii:testnet',
        nonce: 'a'.repeat(32),
        issuedAt: at,
        expiresAt: shift(at, MINUTE),
      }
      for (const part of ['domain', 'uri', 'address', 'chainId', 'nonce'] as const) {
        expect(() => signInText({ ...facts, [part]: facts[part] + tail })).toThrow('line break')
      }
    },
  )

  test('a statement with lines of its own is another text, so it is refused', async ({ db }) => {
    const wallet = testWallet()
    const { nonce, message } = await ask(db, wallet)
    const bent = message.replace('costs nothing.', 'costs nothing.\n\nURI: https://evil.example\nNonce: 1')
    await expect(answerWith(db, { nonce, signature: wallet.sign(bent) })).rejects.toMatchObject({
      code: 'identity.badSignature',
    })
  })

  test('a text of another domain or another chain is refused', async ({ db }) => {
    const wallet = testWallet()
    for (const other of [
      { ...site, url: 'https://evil.example' },
      { ...site, chainId: 'koii:mainnet' },
    ]) {
      const { nonce, message } = await ask(db, wallet, other)
      await expect(answerWith(db, { nonce, signature: wallet.sign(message) })).rejects.toMatchObject({
        code: 'identity.noIntent',
      })
    }
  })

  test('a text is good from its issue until five minutes later, no longer', async ({ db }) => {
    const wallet = testWallet()
    const { nonce, message } = await ask(db, wallet)
    const answer = { nonce, signature: wallet.sign(message) }
    for (const when of [shift(at, 5 * MINUTE), shift(at, -SECOND)]) {
      await expect(answerWith(db, answer, when)).rejects.toMatchObject({ code: 'identity.noIntent' })
    }
    expect(await answerWith(db, answer, shift(at, 5 * MINUTE - 1))).toHaveProperty('personId')
  })

  test('a nonce is used once, also by two answers at the same moment', async ({ db }) => {
    const wallet = testWallet()
    const { nonce, message } = await ask(db, wallet)
    const answer = { nonce, signature: wallet.sign(message) }
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => answerWith(db, answer)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(answerWith(db, answer)).rejects.toMatchObject({ code: 'identity.noIntent' })
  })

  test('two first sign-ins of one wallet at the same moment make one person', async ({ db }) => {
    const wallet = testWallet()
    const [first, second] = await Promise.all([signIn(db, wallet), signIn(db, wallet)])
    expect(first).toEqual(second)
  })

  test('a text for linking signs nobody in', async ({ db }) => {
    const wallet = testWallet()
    const { personId } = await signIn(db, testWallet())
    const { nonce, message } = await db.$transaction((tx) =>
      prepareSignIn(tx, { address: wallet.address, purpose: 'link', personId, site, at }),
    )
    await expect(answerWith(db, { nonce, signature: wallet.sign(message) })).rejects.toMatchObject({
      code: 'identity.noIntent',
    })
  })

  test('a signature bent by the group order is refused', async ({ db }) => {
    const L = 2n ** 252n + 27742317777372353535851937790883648493n
    const wallet = testWallet()
    const { nonce, message } = await ask(db, wallet)
    const signature = Buffer.from(bs58.decode(wallet.sign(message)))
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`)
    const more = Buffer.from((s + L).toString(16).padStart(64, '0'), 'hex').reverse()
    const bent = bs58.encode(Buffer.concat([signature.subarray(0, 32), more]))
    await expect(answerWith(db, { nonce, signature: bent })).rejects.toMatchObject({ code: 'identity.badSignature' })
  })

  test('a key of small order, under which anything verifies, signs nobody in', async ({ db }) => {
    const neutral = Buffer.alloc(32)
    neutral[0] = 1
    const address = bs58.encode(neutral)
    const { nonce } = await ask(db, { address, seed: neutral, sign: () => '' })
    const signature = bs58.encode(Buffer.concat([neutral, Buffer.alloc(32)]))
    await expect(answerWith(db, { nonce, signature })).rejects.toMatchObject({ code: 'identity.badSignature' })
  })

  test('an address off the curve gets no text', async ({ db }) => {
    const program = 'F1oti11aRaise1111111111111111111111111111111'
    await expect(ask(db, { address: program, seed: new Uint8Array(), sign: () => '' })).rejects.toMatchObject({
      code: 'identity.notAWallet',
    })
  })
})

describe('several wallets of one person', () => {
  const link = async (db: Db, personId: string, wallet: TestWallet, asPerson = personId) => {
    const { nonce, message } = await db.$transaction((tx) =>
      prepareSignIn(tx, { address: wallet.address, purpose: 'link', personId, site, at }),
    )
    const answer = { nonce, signature: wallet.sign(message) }
    return db.$transaction((tx) => linkWallet(tx, { personId: asPerson, answer, site, at, now: at }))
  }

  test('a second wallet, once linked, signs the same person in', async ({ db }) => {
    const [first, second] = [testWallet(), testWallet()]
    const { personId } = await signIn(db, first)
    const email = `${personId}@example.org`
    await db.person.update({ where: { id: personId }, data: { email } })
    await link(db, personId, second)
    await link(db, personId, second)
    expect((await db.outgoingMail.findMany({ where: { to: email } })).map(({ subject }) => subject)).toEqual([
      'A wallet was linked to your account',
    ])
    expect(await signIn(db, second)).toEqual({ personId })
    expect(await walletsOf(db, personId)).toEqual([first.address, second.address])
  })

  test("somebody else's wallet cannot be linked, nor a text that another asked for", async ({ db }) => {
    const [mine, theirs] = [testWallet(), testWallet()]
    const me = await signIn(db, mine)
    const they = await signIn(db, theirs)
    await expect(link(db, me.personId, theirs)).rejects.toMatchObject({ code: 'identity.walletTaken' })
    await expect(link(db, me.personId, testWallet(), they.personId)).rejects.toMatchObject({
      code: 'identity.noIntent',
    })
  })

  test('an unlinked wallet signs nobody in, stays with its person, and can be linked again by them alone', async ({
    db,
  }) => {
    const [first, second] = [testWallet(), testWallet()]
    const { personId } = await signIn(db, first)
    const other = await signIn(db, testWallet())
    await link(db, personId, second)
    await db.$transaction((tx) => unlinkWallet(tx, { personId, address: second.address, now: at }))
    await expect(signIn(db, second)).rejects.toMatchObject({ code: 'identity.walletRetired' })
    await expect(link(db, other.personId, second)).rejects.toMatchObject({ code: 'identity.walletTaken' })
    expect(await walletsOf(db, personId)).toContain(second.address)
    await link(db, personId, second)
    expect(await signIn(db, second)).toEqual({ personId })
  })

  test('the only way to sign in cannot be unlinked', async ({ db }) => {
    const wallet = testWallet()
    const { personId } = await signIn(db, wallet)
    await expect(
      db.$transaction((tx) => unlinkWallet(tx, { personId, address: wallet.address, now: at })),
    ).rejects.toMatchObject({ code: 'identity.lastWallet' })
  })

  test('the database refuses to move a wallet to another person', async ({ db, pool }) => {
    const wallet = testWallet()
    await signIn(db, wallet)
    const other = await signIn(db, testWallet())
    await expect(
      pool.query('update wallet set person_id = $1 where address = $2', [other.personId, wallet.address]),
    ).rejects.toThrow('a wallet stays with its person')
  })
})
