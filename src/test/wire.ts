import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import type { Dice } from './dice'

export const WIRE_FAULTS = ['slow', 'reset', 'swallow'] as const
export type WireMode = 'open' | (typeof WIRE_FAULTS)[number]

/**
 * A piece of network of ours before a server. `slow`: what it carries is late. `reset`: it breaks what it carries and takes nothing
 * new. `swallow`: both ends think that they are connected and nothing arrives any more, also afterwards (half-open).
 */
export class Wire {
  #mode: WireMode = 'open'
  readonly #pairs = new Set<{ near: Socket; far: Socket; lost: boolean }>()
  readonly #server = net.createServer((near) => this.#carry(near))
  #point: { nth: number; mode: WireMode; struck: () => void } | null = null

  private constructor(
    private readonly target: number,
    private readonly dice: Dice,
  ) {}

  static async to(target: number, dice: Dice): Promise<Wire> {
    const wire = new Wire(target, dice)
    await once(wire.#server.listen(0, '127.0.0.1'), 'listening')
    return wire
  }

  /**
   * Breaks at the nth question that it is to carry from now on, which is the first to suffer. Resolves once it does. Of what it lost
   * before, the server has noticed meanwhile that nobody is there: keepalive tells it, and a real one has only so many connections.
   */
  strikeAt(nth: number, mode: WireMode): Promise<void> {
    for (const { far, lost } of this.#pairs) if (lost) far.destroy()
    return new Promise((struck) => {
      this.#point = { nth, mode, struck }
    })
  }

  /** Carries everything again, and strikes no more. */
  mend(): void {
    this.#point = null
    this.mode = 'open'
  }

  #count(chunk: Buffer): void {
    if (!this.#point || !isQuestion(chunk)) return
    this.#point.nth -= 1
    if (this.#point.nth > 0) return
    const { mode, struck } = this.#point
    this.#point = null
    this.mode = mode
    struck()
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  set mode(mode: WireMode) {
    this.#mode = mode
    for (const pair of this.#pairs) {
      if (mode === 'reset') for (const socket of [pair.near, pair.far]) socket.resetAndDestroy()
      if (mode === 'swallow') pair.lost = true
    }
  }

  #carry(near: Socket): void {
    near.on('error', () => undefined)
    if (this.#mode === 'reset') return void near.resetAndDestroy()
    const far = net.connect(this.target, '127.0.0.1')
    const pair = { near, far, lost: this.#mode === 'swallow' }
    this.#pairs.add(pair)
    far.on('error', () => undefined)
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (chunk: Buffer) => {
        if (from === near) this.#count(chunk)
        this.#pass(pair, to, chunk)
      })
      from.on('close', () => {
        // Of a connection that was lost on the way neither end hears that the other has gone.
        if (pair.lost) return
        this.#pairs.delete(pair)
        to.destroy()
      })
    }
  }

  #pass(pair: { lost: boolean }, to: Socket, chunk: Buffer): void {
    if (pair.lost || to.destroyed) return
    if (this.#mode !== 'slow') return void to.write(chunk)
    setTimeout(() => to.destroyed || pair.lost || to.write(chunk), this.dice.between(20, 200))
  }

  stop(): void {
    this.#server.close()
    for (const { near, far } of this.#pairs) {
      near.destroy()
      far.destroy()
    }
  }
}

/** A statement to PostgreSQL (its messages begin with P, B or Q) or a request by HTTP; what only asks for life is none. */
const isQuestion = (chunk: Buffer): boolean =>
  chunk.subarray(0, 4).toString('latin1') === 'POST' ||
  (/^[PBQ]/.test(chunk.subarray(0, 1).toString('latin1')) && !isSignOfLife(chunk))
const isSignOfLife = (chunk: Buffer): boolean => chunk.subarray(5, 14).toString('latin1') === 'select 1\0'
