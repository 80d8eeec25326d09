import { carryOut, type Outcome } from '../carry-out'
import { ACTS, type Due, dueOf } from '../due'
import { RaiseIsClosed, Sentence } from '../failures'
import { checkProgram } from '../program'
import { readRaise } from '../read'
import { byId, el, fill, note } from './dom'
import { failureSentence } from './failure-sentence'
import type { Here } from './here'
import { connect, networkOf } from './node'
import { keyOf, PayerBox } from './payer-box'
import { actsView, paidInWords, positionsView, raiseView } from './view'

/** Put in by the build: the committed program, to be told apart from any other. */
declare const PUBLISHED_PROGRAM: { bytes: number; sha256: string }

const SECTIONS = ['raise-section', 'payer-section', 'acts-section', 'positions-section']
const FIELDS = ['rpc', 'raise', 'owner'] as const

let here: Here | null = null
let busy = false

const standing = (): Here => {
  if (!here) throw new Sentence('Show a raise first.')
  return here
}
const field = (name: (typeof FIELDS)[number]) => byId<HTMLInputElement>(name)
const payerBox = new PayerBox(standing, attempt)

/** One thing at a time; what goes wrong is said in one sentence where it was asked for. */
function attempt(trouble: string, act: () => Promise<void>): void {
  fill(trouble)
  void run(trouble, act)
}

async function run(trouble: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    fill(trouble, note('bad', failureSentence(error)))
  }
}

async function look(): Promise<void> {
  for (const id of SECTIONS) byId(id).hidden = true
  fill('progress', '')
  const address = keyOf(field('raise').value)
  const owner = field('owner').value.trim()
  const owners = owner ? [keyOf(owner)] : []
  const connection = here?.connection ?? connect(field('rpc').value)
  if (here) connect(field('rpc').value)
  remember()
  const { network, name } = await networkOf(connection)
  const seen = await readRaise(connection, address, owners)
  const check = await checkProgram(connection, seen.programId, PUBLISHED_PROGRAM)
  here = { connection, network, networkName: name, address, owners, seen, check }
  for (const id of SECTIONS) byId(id).hidden = false
  payerBox.show()
  draw()
}

/** Puts what is looked at into the address, so that it can be kept and passed on. */
function remember(): void {
  const kept = new URLSearchParams(
    FIELDS.flatMap((name) => (field(name).value ? [[name, field(name).value.trim()]] : [])),
  )
  history.replaceState(null, '', `#${kept}`)
}

function draw(): void {
  const now = standing()
  const due = dueOf(now.seen)
  fill('raise-shown', raiseView(now))
  fill(
    'acts',
    now.check.published ? null : trust(),
    actsView(now.seen, due, (verb) => send((one) => one.verb === verb)),
  )
  drawPositions()
}

function drawPositions(): void {
  const { seen } = standing()
  const filter = byId<HTMLInputElement>('filter').value.trim()
  const one = (wanted: Due) => send(({ item }) => item === wanted.item)
  fill('positions', positionsView(seen, dueOf(seen), { filter, send: one }))
}

const trust = (): HTMLElement =>
  el(
    'label',
    {},
    el('input', { type: 'checkbox', id: 'trust' }),
    'I know this program and trust it with what the payer holds',
  )

/** Sends what passes the filter, in as many transactions as it takes, and shows what became of it. */
function send(wants: (due: Due) => boolean): void {
  attempt('act-trouble', async () => {
    const { connection, address, owners, seen, check } = standing()
    if (busy) throw new Sentence('Something is on its way already. Wait until it has arrived.')
    const { payer } = payerBox
    if (!payer) throw new Sentence('Choose first who pays the fees.')
    if (!check.published && !byId<HTMLInputElement>('trust').checked)
      throw new Sentence('Nothing was sent: the program is not the published one. Tick the box above if you trust it.')
    setBusy(true)
    try {
      const outcomes = await carryOut({
        ...{ connection, payer, programId: seen.programId },
        look: async () => {
          const state = await again(() => readRaise(connection, address, owners))
          return state && { state, due: dueOf(state).filter(wants) }
        },
        tell: (line) => fill('progress', `On its way: ${line}.`),
      })
      record(outcomes)
    } finally {
      setBusy(false)
      await refresh()
    }
  })
}

/** A raise that somebody has closed meanwhile has nothing due. */
async function again<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RaiseIsClosed) return null
    throw error
  }
}

function setBusy(is: boolean): void {
  busy = is
  fill('progress', is ? 'Preparing …' : '')
  for (const button of document.querySelectorAll('#acts button, #positions button'))
    button.setAttribute('aria-disabled', String(is))
}

async function refresh(): Promise<void> {
  const now = standing()
  const seen = await readRaise(now.connection, now.address, now.owners)
  here = { ...now, seen }
  draw()
  await payerBox.balance()
}

function record(outcomes: readonly Outcome[]): void {
  const { seen } = standing()
  const words = { sent: 'Done', elsewhere: 'Done already, by somebody else', failed: 'Not done' }
  const lines = outcomes.map(({ due, result, reason, signature }) => {
    const paid = paidInWords(seen, [due])
    const whom = due.investor ? ` for ${due.investor}` : ''
    const what = `${words[result]}: ${ACTS[due.verb].name}${whom}${paid && result === 'sent' ? `, ${paid}` : ''}.`
    return el(
      'li',
      {},
      what,
      reason ? ` ${reason}` : '',
      signature ? el('span', { class: 'units' }, ` ${signature}`) : null,
    )
  })
  byId('record').append(...lines)
  const failed = outcomes.filter(({ result }) => result === 'failed').length
  fill('progress', '')
  if (outcomes.length === 0) throw new Sentence('There is nothing to do any more: it was done meanwhile.')
  if (failed > 0)
    throw new Sentence(
      `${failed} of ${outcomes.length} could not be done; the reasons stand below. The others are done.`,
    )
}

byId('look').addEventListener('submit', (event) => {
  event.preventDefault()
  attempt('trouble', look)
})
byId('filter').addEventListener('input', drawPositions)
const given = new URLSearchParams(location.hash.slice(1))
for (const name of FIELDS) field(name).value = given.get(name) ?? ''
byId<HTMLFieldSetElement>('fields').disabled = false
if (given.get('rpc') && given.get('raise')) attempt('trouble', look)
