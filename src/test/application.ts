import type { Examination } from '@/domains/projects/rules/examine'
import type { Draft } from '@/domains/projects/schema/draft'
import { NO_ANSWERS } from '@/domains/projects/schema/sheet'
import type { MintFacts, RaisePolicy } from '@/domains/projects/schema/terms'
import { KOII } from '@/kit/money'

/** Wallets of made-up people, valid base58. */
export const WALLETS = {
  issuer: '7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU',
  member: '9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM',
  fee: '5Q544fKrFoe6tsEbD7S8EmxGTJYAKtTVhAW5Q5pge4j1',
  guardian: 'H6ARHf6YXhGYeQfUzQNGk6rDNnLBQKrenN712K4AQJEG',
} as const

/** A morning before everything that the example plans. */
export const NOW = new Date('2027-01-04T09:00:00Z')

export const POLICY: RaisePolicy = {
  feeBps: 300,
  feeWallet: WALLETS.fee,
  keys: [WALLETS.guardian],
  wrappedNative: 'So11111111111111111111111111111111111111112',
  rentMinimum: 890_880n,
}

/** A complete application for a raise of 1,000 to 4,000 KOII with a token that is still to be made. */
export const exampleDraft = (): Draft => ({
  project: {
    title: 'Harbour Storage',
    summary: 'Cold storage on spare disks of node operators, with proofs that anybody can check.',
    category: 'storage',
    vision: 'Archives outlive the companies that keep them.',
    website: 'https://harbour.example',
    roadmap: [
      { title: 'Prover in production', due: '2027-06-01', detail: '' },
      { title: '100 TB under proof', due: '2027-12-01', detail: 'Counted by the public verifier.' },
    ],
  },
  team: {
    name: 'Harbour',
    members: [
      { displayName: 'Ines', role: 'Engineering', link: 'https://harbour.example/ines', wallet: WALLETS.member },
      { displayName: 'Tomás', role: 'Operations', link: '', wallet: '' },
    ],
  },
  resources: { computeCoreHours: '', storageGigabytes: '100000', bandwidthGigabytes: '', detail: 'On 40 nodes.' },
  budget: {
    lines: [
      { title: 'Prover', detail: 'Two engineers, four months', minimum: '700', optimum: '2500' },
      { title: 'Audit', detail: '', minimum: '300', optimum: '1500' },
    ],
  },
  tokenomics: {
    allocations: [
      { kind: 'sale', label: 'Investors of this raise', percent: '40', locked: '' },
      { kind: 'team', label: 'Team', percent: '17.5', locked: 'Three years' },
      { kind: 'community', label: 'Node operators', percent: '42.5', locked: '' },
    ],
    uses: ['storage', 'votes'],
    utility: 'One token stores one gigabyte for a year.',
  },
  token: { kind: 'new', name: 'Harbour', symbol: 'HARB', decimals: '6', supply: '1000000', mint: '' },
  terms: {
    paymentMint: '',
    issuerWallet: WALLETS.issuer,
    minimum: '1000',
    cap: '4000',
    tokensAtCap: '400000',
    positionMinimum: '10',
    positionMaximum: '1000',
    oversubscription: true,
    audience: 'everyone',
    opensAt: '2027-02-01T12:00',
    closesAt: '2027-03-01T12:00',
    withdrawUntil: '2027-02-20T12:00',
    reflectionDays: '2',
    confirmDays: '5',
    cliffDays: '30',
    vestingDays: '365',
  },
  tranches: { rows: [{ percent: '100', notBefore: '2027-03-03T12:00', approveBy: '', delivers: '' }] },
  risks: { text: 'The prover may be slower than planned. Disks fail.' },
  sheet: { ...NO_ANSWERS },
})

/** What the example is examined against. */
export const examination = (): Examination => ({
  projectId: '0197a000-0000-7000-8000-000000000001',
  now: NOW,
  payments: [KOII],
  mints: [],
  wallets: [WALLETS.issuer],
  documents: [],
  policy: POLICY,
})

/** The example's token as the chain shows it once it was made. */
export const EXAMPLE_MINT: MintFacts = {
  address: 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263',
  program: 'classic',
  decimals: 6,
  supply: 1_000_000_000_000n,
  mintAuthority: null,
  freezeAuthority: null,
}
