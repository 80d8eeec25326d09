import type { Draft } from '@/domains/projects/schema/draft'
import type { SheetAnswers } from '../../src/domains/projects/schema/sheet'
import { daysFrom, minuteOf } from './acts'

/** What makes one demo project different from the next. Days count from the start of the demo world. */
export type Sketch = {
  title: string
  summary: string
  category: 'compute' | 'storage' | 'bandwidth' | 'sensors' | 'energy' | 'tools'
  team: string
  symbol: string
  vision: string
  opens: number
  closes: number
  minimum: string
  cap: string
  vestingDays?: string
}

/** The whole application of a sketch. */
export function draftOf(sketch: Sketch, start: Date, issuerWallet: string): Draft {
  const at = (days: number) => minuteOf(daysFrom(start, days))
  const day = (days: number) => at(days).slice(0, 10)
  const half = (BigInt(sketch.minimum) / 2n).toString()
  const halfOfCap = (BigInt(sketch.cap) / 2n).toString()
  return {
    project: {
      title: sketch.title,
      summary: sketch.summary,
      category: sketch.category,
      vision: sketch.vision,
      website: 'https://example.org',
      roadmap: [
        { title: 'First nodes serve', due: day(sketch.closes + 60), detail: 'Twenty operators, public status page.' },
        { title: 'Open to every operator', due: day(sketch.closes + 180), detail: 'One installer, audits by peers.' },
      ],
    },
    team: {
      name: sketch.team,
      members: [
        { displayName: 'Mara', role: 'Engineering', link: 'https://example.org/mara', wallet: '' },
        { displayName: 'Jonas', role: 'Operations', link: 'https://example.org/jonas', wallet: '' },
      ],
    },
    resources: {
      computeCoreHours: '20000',
      storageGigabytes: '50000',
      bandwidthGigabytes: '10000',
      detail: 'On forty nodes in nine countries.',
    },
    budget: {
      lines: [
        { title: 'Development', detail: 'Two engineers', minimum: half, optimum: halfOfCap },
        { title: 'Nodes and audits', detail: 'Hardware for the first operators', minimum: half, optimum: halfOfCap },
      ],
    },
    tokenomics: {
      allocations: [
        { kind: 'sale', label: 'Investors of this raise', percent: '40', locked: '' },
        { kind: 'community', label: 'Node operators', percent: '40', locked: '' },
        { kind: 'team', label: 'Team', percent: '20', locked: 'Released over three years.' },
      ],
      uses: ['compute', 'votes'],
      utility: 'One token buys one core-hour, or one vote on the order of the roadmap.',
    },
    token: { kind: 'new', name: sketch.title, symbol: sketch.symbol, decimals: '6', supply: '1000000', mint: '' },
    terms: {
      paymentMint: '',
      issuerWallet,
      minimum: sketch.minimum,
      cap: sketch.cap,
      tokensAtCap: '400000',
      positionMinimum: '10',
      positionMaximum: sketch.cap,
      oversubscription: true,
      audience: 'everyone',
      opensAt: at(sketch.opens),
      closesAt: at(sketch.closes),
      withdrawUntil: at(sketch.opens + (sketch.closes - sketch.opens) / 2),
      reflectionDays: '1',
      confirmDays: '5',
      cliffDays: '0',
      vestingDays: sketch.vestingDays ?? '0',
    },
    tranches: { rows: [{ percent: '100', notBefore: at(sketch.closes + 1), approveBy: '', delivers: '' }] },
    risks: {
      text: 'The team is small. Demand for capacity may grow slower than planned, and the token may then be worth little.',
    },
    sheet: answersOf(sketch),
  }
}

/** What an issuer of this kind would answer; everybody here is made up. */
const answersOf = ({ team, title }: Sketch): SheetAnswers => ({
  issuer: `${team} is a made-up company of the demo, without a register number. Write to hello@example.org.`,
  responsible: `Mara, who leads the engineering of ${team}.`,
  activity: `${team} builds and runs ${title}.`,
  figures: 'There are no annual accounts yet: the company was founded this year.',
  otherFunding: 'The founders put in their own work. There is no loan, and no other raise runs.',
  nature: 'A token that buys what the project offers. No lawyer looked at it: this is a demo.',
  between: 'There is none.',
  rights: 'Capacity, and votes on the order of the roadmap. No share of a result.',
  transfer: 'Nobody limits it, and nobody makes a market in it.',
  costs: 'None but the fees of the network.',
  complaints: 'Write to hello@example.org. An answer takes five days.',
})

const vision = (what: string) =>
  `${what}\n\nWhoever runs a node earns; whoever needs capacity buys it from many instead of one.`

/**
 * The first wave ends before the second one opens: it shows what becomes of raises. One of them ends a month before the others,
 * because a raise that is over stays readable on chain for that long before it is closed.
 */
export const FIRST = {
  succeeded: {
    title: 'Harbour Storage',
    summary: 'Cold storage on spare disks, with proofs that anybody can check.',
    category: 'storage',
    team: 'Harbour Labs',
    symbol: 'HARB',
    vision: vision('Archives outlive the companies that keep them.'),
    opens: 31,
    closes: 36,
    minimum: '1000',
    cap: '4000',
    vestingDays: '120',
  },
  failed: {
    title: 'Tidewatch Sensors',
    summary: 'Water-level sensors on bridges, read by neighbours.',
    category: 'sensors',
    team: 'Tidewatch',
    symbol: 'TIDE',
    vision: vision('Floods announce themselves upstream, if somebody listens.'),
    opens: 31,
    closes: 36,
    minimum: '9000',
    cap: '12000',
  },
  closed: {
    title: 'Lighthouse Relay',
    summary: 'Relays for people behind closed networks.',
    category: 'bandwidth',
    team: 'Lighthouse',
    symbol: 'LITE',
    vision: vision('A message should find a way.'),
    opens: 1,
    closes: 3,
    minimum: '500',
    cap: '2000',
  },
  cancelled: {
    title: 'Windward Meters',
    summary: 'Meters for small wind turbines, with a public ledger of yield.',
    category: 'energy',
    team: 'Windward',
    symbol: 'WIND',
    vision: vision('Yield should be measured by those who do not sell it.'),
    opens: 31,
    closes: 36,
    minimum: '500',
    cap: '2000',
  },
} as const satisfies Record<string, Sketch>

/** The second wave is what visitors find under way. */
export const SECOND = {
  third: {
    title: 'Driftnet Compute',
    summary: 'Batch jobs on idle desktops, paid by the finished unit.',
    category: 'compute',
    team: 'Driftnet',
    symbol: 'DRFT',
    vision: vision('Most computers wait most of the time.'),
    opens: 39,
    closes: 60,
    minimum: '10000',
    cap: '20000',
  },
  over: {
    title: 'Beacon Maps',
    summary: 'Street pictures by node operators, free to use.',
    category: 'sensors',
    team: 'Beacon',
    symbol: 'BCN',
    vision: vision('A map belongs to those who walk it.'),
    opens: 39,
    closes: 58,
    minimum: '1000',
    cap: '2500',
  },
  paused: {
    title: 'Mooring VPN',
    summary: 'Home connections shared by the hour.',
    category: 'bandwidth',
    team: 'Mooring',
    symbol: 'MOOR',
    vision: vision('Bandwidth lies idle in every street.'),
    opens: 39,
    closes: 55,
    minimum: '800',
    cap: '3000',
  },
  today: {
    title: 'Keel Indexer',
    summary: 'A search index of public chains, kept by many.',
    category: 'tools',
    team: 'Keel',
    symbol: 'KEEL',
    vision: vision('What is public should be findable.'),
    opens: 39,
    closes: 41,
    minimum: '1200',
    cap: '5000',
  },
  upcoming: {
    title: 'Current Batteries',
    summary: 'Batteries in cellars that steady the grid.',
    category: 'energy',
    team: 'Current',
    symbol: 'CURR',
    vision: vision('A grid is steady when many hold it.'),
    opens: 50,
    closes: 70,
    minimum: '2000',
    cap: '8000',
  },
} as const satisfies Record<string, Sketch>

/** Applications on their way through review. */
export const UNDER_WAY = {
  draft: {
    title: 'Anchor Backups',
    summary: 'Backups between neighbours.',
    category: 'storage',
    team: 'Anchor',
    symbol: 'ANCH',
    vision: vision('A copy next door is worth two far away.'),
    opens: 60,
    closes: 80,
    minimum: '1000',
    cap: '3000',
  },
  review: {
    title: 'Sextant Time',
    summary: 'Time stamps from many clocks.',
    category: 'tools',
    team: 'Sextant',
    symbol: 'SEXT',
    vision: vision('No single clock should be trusted.'),
    opens: 60,
    closes: 80,
    minimum: '1000',
    cap: '3000',
  },
  changes: {
    title: 'Buoy Weather',
    summary: 'Weather stations on roofs.',
    category: 'sensors',
    team: 'Buoy',
    symbol: 'BUOY',
    vision: vision('The weather is local.'),
    opens: 60,
    closes: 80,
    minimum: '1000',
    cap: '3000',
  },
} as const satisfies Record<string, Sketch>
