import { PublicKey } from '@solana/web3.js'
import { formatMoney, KOII, money } from '@/kit/money'
import { Sentence } from '../failures'
import type { Payer } from '../payer'
import { sweep } from '../sweep'
import { byId, el, fill, note } from './dom'
import type { Here } from './here'
import { type MemoryKey, makeKey, readKey } from './key'
import { type FoundWallet, findWallets } from './wallets'

/** Runs something that may fail, and shows its sentence under the section. */
export type Attempt = (trouble: string, act: () => Promise<void>) => void

/** Chooses who pays the fees: a wallet of this browser, or a key that lives in this page's memory. */
export class PayerBox {
  payer: Payer | null = null
  #key: MemoryKey | null = null
  readonly #wallets: FoundWallet[] = []

  constructor(
    private readonly here: () => Here,
    private readonly attempt: Attempt,
  ) {
    findWallets((wallet) => {
      this.#wallets.push(wallet)
      if (!this.payer) this.show()
    })
    // The key is nowhere else: a page that is left takes it along.
    window.addEventListener('beforeunload', (event) => this.#key && !this.#key.pasted && event.preventDefault())
  }

  show(): void {
    fill('payer', this.payer ? this.#chosen(this.payer) : this.#choice())
  }

  #run(act: () => Promise<void>): void {
    this.attempt('payer-trouble', act)
  }

  #choice(): HTMLElement {
    const wallets = this.#wallets.map((wallet) =>
      el('button', { type: 'button', click: () => this.#run(() => this.#use(wallet)) }, `Use ${wallet.name}`),
    )
    const make = () => this.#run(async () => this.#keep(await makeKey(this.here().connection)))
    const alone =
      'No wallet has put itself into this page. Wallets often leave pages from a disk alone; a key works everywhere.'
    return el(
      'div',
      {},
      el('p', {}, 'A network fee of a few thousandths of a KOII is all that it costs. Choose who pays it.'),
      el('div', { class: 'row' }, ...wallets, el('button', { type: 'button', click: make }, 'Make a key in this page')),
      wallets.length > 0 ? null : el('p', { class: 'soft' }, alone),
      this.#pasting(),
    )
  }

  #pasting(): HTMLElement {
    const input = el('textarea', { id: 'secret', rows: '3', autocomplete: 'off', spellcheck: 'false' })
    const paste = () =>
      this.#run(async () => this.#keep(await readKey(this.here().connection, (input as HTMLTextAreaElement).value)))
    const warning =
      'Never paste the key of a wallet that holds much: paste one that was made for fees. It stays in this page’s memory only.'
    return el(
      'details',
      {},
      el('summary', {}, 'Paste a secret key'),
      note('warn', warning),
      el('label', { for: 'secret' }, 'Secret key: 64 numbers, or base58'),
      input,
      el('button', { type: 'button', click: paste }, 'Use this key'),
    )
  }

  async #use(wallet: FoundWallet): Promise<void> {
    this.payer = await wallet.connect(this.here())
    this.show()
  }

  #keep(key: MemoryKey): void {
    this.#key = key
    this.payer = key.payer
    this.show()
  }

  #chosen(payer: Payer): HTMLElement {
    const address = payer.address.toBase58()
    const change = () => this.#run(() => this.#forget())
    const balance = el('strong', { id: 'balance' }, '…')
    this.#run(() => this.balance())
    return el(
      'div',
      {},
      el('p', {}, 'Pays: ', el('span', { class: 'address', id: 'payer-address' }, address)),
      el('p', {}, 'Holds ', balance, '.'),
      this.#key
        ? note(
            'warn',
            'This key is kept in this page’s memory only: it is gone when the page is closed. Send it a little KOII (0.05 is plenty), and send what is left away before you close the page.',
          )
        : null,
      el(
        'div',
        { class: 'row' },
        el('button', { type: 'button', click: () => this.#run(() => this.balance()) }, 'Look again'),
        this.#key ? null : el('button', { type: 'button', click: change }, 'Choose another'),
      ),
      this.#key ? this.#wayOut(this.#key, change) : null,
    )
  }

  /** A key that was made here and still holds something is forgotten only by whoever has looked at its secret. */
  async #forget(): Promise<void> {
    const shown = document.getElementById('secret-shown')?.closest('details')?.open
    if (this.#key && !this.#key.pasted && !shown && (await this.#held(this.#key.payer)) > 0n)
      throw new Sentence('This key still holds KOII. Send it away first, or show the secret key and keep it.')
    this.payer = null
    this.#key = null
    this.show()
  }

  async #held({ address }: Payer): Promise<bigint> {
    return BigInt(await this.here().connection.getBalance(address, 'confirmed'))
  }

  /** How to get what the key holds out of this page. */
  #wayOut({ payer, secret }: MemoryKey, change: () => void): HTMLElement {
    const to = el('input', { id: 'sweep-to', autocomplete: 'off', spellcheck: 'false' }) as HTMLInputElement
    const send = () =>
      this.#run(async () => {
        const address = keyOf(to.value)
        const sent = await sweep(this.here().connection, payer, address)
        await this.balance()
        fill('progress', `${formatMoney(money(KOII, sent))} sent to ${address.toBase58()}.`)
      })
    return el(
      'details',
      {},
      el('summary', {}, 'Take out what is left, or the key itself'),
      el('label', { for: 'sweep-to' }, 'Send everything that is left to'),
      to,
      el('div', { class: 'row' }, el('button', { type: 'button', click: send }, 'Send what is left')),
      el(
        'details',
        {},
        el('summary', {}, 'Show the secret key'),
        el('p', { class: 'address', id: 'secret-shown' }, secret),
      ),
      el('div', { class: 'row' }, el('button', { type: 'button', click: change }, 'Forget this key')),
    )
  }

  async balance(): Promise<void> {
    if (!this.payer) return
    const held = await this.#held(this.payer)
    if (document.getElementById('balance')) byId('balance').textContent = formatMoney(money(KOII, held))
  }
}

/** An address as somebody typed it. */
export function keyOf(text: string): PublicKey {
  try {
    return new PublicKey(text.trim())
  } catch {
    throw new Sentence(text.trim() ? `${text.trim()} is no address.` : 'An address is missing.')
  }
}
