// The rules of the house, for src/house.test.ts. Calls go downstairs only; news goes upstairs as a queued event.
/** Ground floor first. A room may import only from itself and the floors below its own. */
const FLOORS = [
  ['log'],
  ['ledger'],
  ['identity'],
  ['vault', 'reputation'],
  ['screening'],
  ['compliance', 'payments'],
  ['companies'],
  ['projects'],
  ['raises', 'complaints', 'discussion'],
  ['rounds', 'bridge'],
  ['governance', 'marketplace'],
]

const TESTS = '[.]test[.]tsx?$'
const room = (names) => `^src/domains/(${names.join('|')})/`
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const downstairs = FLOORS.flatMap((floor, level) =>
  floor.map((name) =>
    forbid(
      `downstairs-only:${name}`,
      `${name} may import only from the floors below it`,
      { path: room([name]), pathNot: TESTS },
      { path: '^src/domains/', pathNot: room([name, ...FLOORS.slice(0, level).flat()]) },
    ),
  ),
)

/** Files that may meet the chain or an outside service: they run outside transactions. */
const MEETS_THE_WORLD = ['^src/domains/[^/]+/(flows|jobs)([.]ts|/)', '^src/app/api/webhooks/']

export default {
  forbidden: [
    ...downstairs,
    forbid(
      'front-doors',
      "another room's router, flows, jobs and ui are private",
      { path: '^src/domains/([^/]+)/' },
      { path: '^src/domains/[^/]+/(router|jobs)([.]ts|/)', pathNot: '^src/domains/$1/' },
    ),
    forbid(
      'pure',
      'rules and schemas decide; but for types they touch nothing outside kit, other rules, the tables of the raise and zod',
      { path: '^src/domains/[^/]+/(rules|schema)([.]ts|/)', pathNot: TESTS },
      {
        pathNot: [
          '^src/kit/',
          '^src/domains/[^/]+/(rules|schema)([.]ts|/)',
          '^src/chain/raise/(layout|formulas|instruction-table)[.]ts$',
          '^node_modules/zod/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'kit-stands-alone',
      'kit knows nothing of this product',
      { path: '^src/kit/', pathNot: TESTS },
      { path: '^src/', pathNot: '^src/kit/' },
    ),
    forbid(
      'chain-knows-no-room',
      'chain/ translates one chain, no more',
      { path: '^src/chain/', pathNot: TESTS },
      { path: '^src/(app|domains|ui|gateways)/' },
    ),
    forbid(
      'network-outside-transactions',
      'only flows, jobs and webhooks reach the outside world',
      { path: '^src/domains/', pathNot: [...MEETS_THE_WORLD, TESTS, '/ui/'] },
      {
        path: ['^src/gateways/', '^src/chain/(connection|send|simulate|follower)[.]ts$'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'gateways-know-no-room',
      'a gateway translates one outside service, no more',
      { path: '^src/gateways/', pathNot: TESTS },
      { path: '^src/(app|domains|ui)/' },
    ),
    forbid(
      'actions-do-not-look-up',
      'actions and queries never import a door',
      { path: '^src/domains/[^/]+/(actions|queries)([.]ts|/)', pathNot: TESTS },
      { path: ['^src/domains/[^/]+/(router|jobs|flows|ui)([.]ts|/)', '^src/app/', '^node_modules/(next|react)/'] },
    ),
    forbid(
      'browser-safe',
      'what runs in a browser sees ui, kit, rules, schemas and the chain’s pure tables; the api as a type',
      { path: ['^src/ui/', '^src/domains/[^/]+/ui/'], pathNot: TESTS },
      {
        path: '^src/',
        pathNot: ['^src/(ui|kit|chain)/', '^src/domains/[^/]+/(rules|schema)([.]ts|/)', '^src/domains/[^/]+/ui/'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'refunds-without-us',
      'what pays people back when the site is gone needs none of its servers',
      { path: '^src/refund/', pathNot: TESTS },
      { path: '^src/(app|server|generated|gateways)/', reachable: true },
    ),
    forbid(
      'second-implementation-alone',
      'what computes a round again shares no code with what computed it',
      { path: '^src/recompute/', pathNot: TESTS },
      { path: '^src/|^node_modules/', pathNot: ['^src/recompute/'] },
    ),
    forbid(
      'engine-alone',
      'no room leans on the second implementation',
      { path: '^src/domains/', pathNot: TESTS },
      { path: '^src/recompute/', reachable: true },
    ),
    forbid(
      'no-circles',
      'a circle means that two things are one, or that one is in the wrong place',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'no-strays',
      'a file that nobody imports is dead',
      {
        orphan: true,
        pathNot: [
          TESTS,
          '[.]d[.]ts$',
          '^src/(app|test|generated)/',
          '^src/server/(main|worker)[.]ts$',
          '^src/refund/page/no-websocket[.]ts$',
        ],
      },
      {},
    ),
    forbid('no-unresolved', 'every import exists', {}, { couldNotResolve: true, pathNot: '[.]css$' }),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/generated/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
