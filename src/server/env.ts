import { z } from 'zod'
import { isLoopback } from '@/chain/network'
import { NETWORKS } from '@/chain/programs'
import { listAddresses } from '@/domains/screening/rules/addresses'
import { address } from '@/kit/shapes'
import { LOG_LEVELS } from './log-level'

const url = z.url('Write a web address.')
const RANDOM = 'This is a default; make a random one, for example with: openssl rand -base64 32'
const DEFAULT = /change.?me|default|example|secret|password/i
const secret = z
  .string()
  .min(32, 'Write at least 32 random characters.')
  .refine((value) => !DEFAULT.test(value), RANDOM)
const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item))
const documentKey = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32,
    'Write 32 bytes in base64, for example from: openssl rand -base64 32',
  )
const count = (fallback: number, most: number) => z.coerce.number().int().min(0).max(most).default(fallback)

/** Refuses secrets that anybody could know: those of examples and of tests, and what is too short or too even to be random. */
function refuseDefaults(env: Record<string, unknown>, fail: (field: string, message: string) => void): void {
  const variety = (text: Iterable<unknown>) => new Set(text).size
  if (variety(String(env.AUTH_SECRET)) < 12) fail('AUTH_SECRET', RANDOM)
  if (variety(Buffer.from(String(env.DOCUMENT_KEY), 'base64')) < 8) fail('DOCUMENT_KEY', RANDOM)
  for (const field of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) {
    const own = String(env[field]).replace(/^((sk|rk)_(test|live)|whsec)_/, '')
    if (own.length < 16 || variety(own) < 8 || DEFAULT.test(own))
      fail(field, 'This is a default; write the one that Stripe shows you.')
  }
  for (const field of ['DATABASE_URL', 'SMTP_URL'])
    if (/:(password|change.?me|secret)@/i.test(String(env[field]))) fail(field, 'The password in it is a default.')
}

type Cosigner = { [Name in 'COSIGNER' | 'COSIGNER_KEY_FILE' | 'SIGNER_URL' | 'SIGNER_TOKEN']?: string | undefined }

/** The cosigner's key lies in exactly one place. */
function refuseUnclearCosigner(env: Cosigner, fail: (field: string, message: string) => void): void {
  if (!env.COSIGNER && !env.COSIGNER_KEY_FILE)
    fail('COSIGNER_KEY_FILE', 'Name the file, or COSIGNER where this process does not hold the key.')
  if (env.SIGNER_URL) {
    if (!env.COSIGNER) fail('COSIGNER', 'Needed with SIGNER_URL: the key that the service signs with.')
    if (!env.SIGNER_TOKEN) fail('SIGNER_TOKEN', 'Needed with SIGNER_URL: the token that opens the service.')
    if (env.COSIGNER_KEY_FILE) fail('COSIGNER_KEY_FILE', 'Leave it empty: SIGNER_URL holds the key.')
    if (!env.SIGNER_URL.startsWith('https://') && !isLoopback(env.SIGNER_URL))
      fail('SIGNER_URL', 'Needs https, unless the service is on this machine.')
  }
}

const STORE_NEEDS = {
  database: [],
  folder: ['DOCUMENT_FOLDER'],
  s3: ['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'],
} as const

/** Where documents lie is told completely, or not at all; over a network they travel encrypted once more. */
function refuseHalfAStore(
  env: { DOCUMENT_STORE: keyof typeof STORE_NEEDS } & Record<string, unknown>,
  fail: (field: string, message: string) => void,
): void {
  for (const field of STORE_NEEDS[env.DOCUMENT_STORE])
    if (!env[field]) fail(field, `Needed with DOCUMENT_STORE=${env.DOCUMENT_STORE}.`)
  const endpoint = env.S3_ENDPOINT
  if (typeof endpoint === 'string' && !endpoint.startsWith('https://') && !isLoopback(endpoint))
    fail('S3_ENDPOINT', 'Needs https, unless the store is on this machine.')
}

/** Every variable, as .env.example explains it. */
const schema = z
  .object({
    FLOTILLA_NETWORK: z.enum(NETWORKS).default('local'),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'Write postgresql://user:password@host:port/database.'),
    RPC_URL: url,
    RPC_URL_2: url.optional(),
    WS_URL: url.optional(),
    SITE_URL: url,
    HOST: z.string().default('127.0.0.1'),
    PORT: count(3000, 65_535),
    TRUSTED_PROXIES: count(0, 10),
    LOG_LEVEL: z.enum(LOG_LEVELS, `Write ${LOG_LEVELS.join(', ')}.`).default('info'),
    AUTH_SECRET: secret,
    DOCUMENT_KEY: documentKey,
    /** Keys before it, as src/server/envelope.ts reads them: a broken one would be found when somebody's document is opened. */
    DOCUMENT_KEYS_RETIRED: list(documentKey),
    DOCUMENT_STORE: z.enum(['database', 'folder', 's3'], 'Write database, folder or s3.').default('database'),
    DOCUMENT_FOLDER: z.string().startsWith('/', 'Write a path from the root.').optional(),
    S3_ENDPOINT: url.optional(),
    S3_REGION: z.string().optional(),
    S3_BUCKET: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Write the name of a bucket.')
      .optional(),
    S3_ACCESS_KEY: z.string().optional(),
    S3_SECRET_KEY: z.string().optional(),
    CLAMAV_SOCKET: z.string().startsWith('/', 'Write the path of clamd’s unix socket.').optional(),
    STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_/, 'Write a Stripe secret or restricted key.'),
    STRIPE_WEBHOOK_SECRET: z.string().regex(/^whsec_/, 'Write the endpoint secret that Stripe shows, whsec_….'),
    STRIPE_API_URL: url.optional(),
    /** Who checks documents and faces; without it the stand-in does where one runs, and people everywhere else. */
    IDENTITY_PROVIDER: z.enum(['stripe', 'manual']).optional(),
    STRIPE_IDENTITY_KEY: z
      .string()
      .regex(/^rk_(test|live)_/, 'Write a restricted key of Stripe, rk_….')
      .optional(),
    STRIPE_IDENTITY_WEBHOOK_SECRET: z
      .string()
      .regex(/^whsec_/, 'Write the endpoint secret that Stripe shows, whsec_….')
      .optional(),
    IDENTITY_CHECKS_A_DAY: count(200, 100_000),
    APPLICATION_FEE_CENTS: count(0, 1_000_000),
    APPLICATION_FEE_REFUND_DAYS: count(30, 365),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, 'Write smtp://user:password@host:port.')
      .optional(),
    MAIL_FROM: z.string().default('Flotilla <no-reply@localhost>'),
    RAISE_PROGRAM_ID: address.optional(),
    DISTRIBUTOR_PROGRAM_ID: address.optional(),
    COSIGNER: address.optional(),
    COSIGNER_KEY_FILE: z.string().optional(),
    SIGNER_URL: url.optional(),
    SIGNER_TOKEN: secret.optional(),
    GUARDIAN_KEY_FILE: z.string().optional(),
    GUARDIAN: address,
    APPROVER_A: address,
    APPROVER_B: address,
    /** Keys that a rotation replaced: raises made under them are still this installation's. */
    FORMER_COSIGNERS: list(address),
    FORMER_APPROVERS: list(address),
    FEE_WALLET: address,
    FEE_BPS: count(0, 1_000),
    CLERK: address.optional(),
    CLERK_KEY_FILE: z.string().optional(),
    CRANK_KEY_FILE: z.string().optional(),
    TREASURY: address.optional(),
    CRANK: address.optional(),
    TREASURY_KEY_FILE: z.string().optional(),
    PAYMENT_MINTS: list(address),
    /** What the tokens of PAYMENT_MINTS are called, in the same order: K2 keeps no names on chain. */
    PAYMENT_SYMBOLS: list(z.string().regex(/^[A-Z][A-Z0-9]{1,9}$/, 'Write 2 to 10 capital letters or digits.')),
    OPERATOR_TASKS: list(address),
    BLOCKED_COUNTRIES: list(z.string().length(2)),
    /** The lists of sanctions that people are compared with; all four when left out. */
    SCREENING_LISTS: list(z.enum(['ofac', 'un', 'eu', 'uk'])),
    /** Whether people are compared with the operator's own list of politically exposed persons before they are approved without people. */
    SCREENING_PEP: z.enum(['on', 'off'], 'Write on or off.').default('off'),
    /** Where lists are fetched from, `un=https://…`, and hosts beside the publishers' own. */
    LIST_URLS: list(z.string()),
    LIST_HOSTS: list(z.string()),
    ADMIN_EMAIL: z.email().optional(),
    /** Who is asked about complaints beside the site: a name, an address, a telephone number. Everybody reads it. */
    COMPLAINTS_CONTACT: z.string().max(200).default(''),
  })
  .superRefine((env, context) => {
    const fail = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    try {
      listAddresses(env.LIST_URLS, env.LIST_HOSTS)
    } catch (error) {
      fail('LIST_URLS', error instanceof Error ? error.message : 'Cannot be read.')
    }
    if (!env.GUARDIAN_KEY_FILE && !env.CLERK_KEY_FILE && !env.CLERK)
      fail('CLERK_KEY_FILE', 'Needed where the guardian’s key is kept offline (GUARDIAN_KEY_FILE is empty).')
    refuseUnclearCosigner(env, fail)
    refuseHalfAStore(env, fail)
    if (env.FLOTILLA_NETWORK === 'local') {
      if (!isLoopback(env.RPC_URL)) fail('RPC_URL', 'The network "local" must be on this machine.')
      if (env.RPC_URL_2 && !isLoopback(env.RPC_URL_2)) fail('RPC_URL_2', 'The network "local" must be on this machine.')
      if (!isLoopback(env.SITE_URL))
        fail('SITE_URL', 'On the network "local" one click signs anybody in, so the site must stay on this machine.')
      return
    }
    refuseDefaults(env, fail)
    if (env.RPC_URL_2 === env.RPC_URL)
      fail('RPC_URL_2', 'Name a node of somebody else: the same one twice agrees with itself.')
    if (env.APPROVER_A === env.APPROVER_B)
      fail('APPROVER_B', 'Two different people release money; this is the key of APPROVER_A.')
    if (!env.SMTP_URL) fail('SMTP_URL', 'Needed on every network but "local": staff sign in by e-mail.')
    if (env.TREASURY && env.TREASURY === env.GUARDIAN)
      fail('TREASURY', 'Two different keys post a list of payouts; this is the key of GUARDIAN.')
    if (env.TREASURY && !env.DISTRIBUTOR_PROGRAM_ID)
      fail('DISTRIBUTOR_PROGRAM_ID', 'Needed with TREASURY on every network but "local".')
    if (!env.RAISE_PROGRAM_ID) fail('RAISE_PROGRAM_ID', 'Needed on every network but "local".')
    if (env.STRIPE_API_URL) fail('STRIPE_API_URL', 'A stand-in for Stripe exists on the network "local" only.')
    if (!env.SITE_URL.startsWith('https://')) fail('SITE_URL', 'Needs https on every network but "local".')
  })

export type Env = z.infer<typeof schema>

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape)

/** One sentence for each wrong variable, which it names first, and what to write. Never shows a value. */
export function environmentProblems(variables: Readonly<Record<string, string | undefined>>): string[] {
  const checked = check(variables)
  return Array.isArray(checked) ? checked : []
}

/** Checks a set of variables; throws one sentence that names each wrong variable and what to write. Never shows a value. */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const checked = check(variables)
  if (Array.isArray(checked)) throw new Error(`The environment is not complete. ${checked.join(' ')}`)
  return checked
}

function check(variables: Readonly<Record<string, string | undefined>>): Env | string[] {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  return parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return given[name] === undefined && issue.code !== 'custom'
      ? `${name}: missing (see .env.example).`
      : `${name}: ${issue.message}`
  })
}

let cached: Env | undefined

/** The environment of this process, checked at first use and then kept. */
export function env(): Env {
  cached ??= parseEnv(process.env)
  return cached
}
