import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readSigner } from '@/server/signers'
import { newKey } from '../../tools/keys.mjs'

type Say = (line: string) => void
type Role = { holder: string; variable: string; power: string }

/** Every key of an installation: who should hold it, which variable carries it, and what it can do. */
export const ROLES: Readonly<Record<string, Role>> = {
  guardian: {
    holder: 'one trusted person, on a machine without network; never on a server',
    variable: 'GUARDIAN (the public key)',
    power: 'creates, pauses, resumes and cancels raises; can move no money',
  },
  cosigner: {
    holder: 'the web machine, or better the signing service beside it (flotilla signer serve)',
    variable: 'COSIGNER_KEY_FILE, or COSIGNER with SIGNER_URL',
    power: 'lets a commitment through; can refuse, never take',
  },
  'approver-a': {
    holder:
      'the first of two people who approve payments, on a machine of their own, for `flotilla sign`; never on a server',
    variable: 'APPROVER_A (the public key)',
    power: 'releases a tranche to the issuer, together with approver B',
  },
  'approver-b': {
    holder:
      'the second of two people who approve payments, on a machine of their own, for `flotilla sign`; never on a server',
    variable: 'APPROVER_B (the public key)',
    power: 'releases a tranche to the issuer, together with approver A',
  },
  'fee-wallet': {
    holder: "the operator's treasurer, offline: it only receives",
    variable: 'FEE_WALLET (the public key)',
    power: "owns the operator's fees",
  },
  clerk: {
    holder: 'the web machine',
    variable: 'CLERK_KEY_FILE and CLERK (the public key)',
    power: 'keeps the nonces of an offline guardian and signs last; worth nothing alone; give it a few KOII',
  },
  crank: {
    holder: 'the worker machine',
    variable: 'CRANK_KEY_FILE and CRANK (the public key)',
    power: 'pays network fees for what anybody may send; give it little',
  },
  treasury: {
    holder: 'the worker machine, with no more money than the next bonus rounds pay',
    variable: 'TREASURY_KEY_FILE and TREASURY (the public key)',
    power: 'pays bonus rounds: whoever has it can take what it holds',
  },
  deployer: {
    holder: 'the person who deploys the programs; not needed afterwards',
    variable: 'none; flotilla programs deploy --payer FILE',
    power: 'pays for a deployment and is the upgrade authority until that is given away',
  },
  program: {
    holder: 'the person who deploys the programs; worthless once the program is deployed',
    variable: 'RAISE_PROGRAM_ID (the public key)',
    power: 'fixes the address of a program at its first deployment',
  },
}

const USAGE = `Usage:
  flotilla keys new ROLE [--to FILE]   FILE: keys/ROLE.json when left out
  flotilla keys show FILE...
Roles: ${Object.keys(ROLES).join(', ')}`

/** Makes one key. A file that exists is never replaced: a key that is overwritten is gone. */
function makeKey(role: string, file: string, say: Say): void {
  if (existsSync(file)) throw new Error(`${file} exists already; nothing was written. Name another file with --to.`)
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  // `wx` refuses also a file that appears at this very moment.
  writeFileSync(file, JSON.stringify(newKey()), { mode: 0o600, flag: 'wx' })
  const { holder, variable, power } = ROLES[role]!
  say(`${readSigner(file).publicKey}

  File      ${file} (readable by its owner alone)
  Who       ${holder}
  What for  ${power}
  Setting   ${variable}
  Keep a copy offline before the key is used: nobody can make it again.`)
}

/** The public key of a file, and whether others can read it. Shows no secret, also not of a file that is open to all. */
function showKey(file: string, say: Say): boolean {
  const numbers: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(numbers) || numbers.length !== 64) throw new Error(`${file} holds no key: it must be 64 numbers.`)
  if (statSync(file).mode & 0o077) {
    say(`${file}  can be read by others; run: chmod 600 ${file}`)
    return false
  }
  say(`${file}  ${readSigner(file).publicKey}`)
  return true
}

/** `flotilla keys`: makes keys and shows public keys. Needs neither network nor database. */
export async function main(args: readonly string[], say: Say = console.log): Promise<number> {
  const options = { to: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [act, ...rest] = positionals
  if (act === 'new' && rest.length === 1 && Object.hasOwn(ROLES, rest[0]!)) {
    makeKey(rest[0]!, path.resolve(values.to ?? `keys/${rest[0]}.json`), say)
    return 0
  }
  if (act === 'show' && rest.length > 0) return rest.map((file) => showKey(file, say)).every(Boolean) ? 0 : 1
  throw new Error(USAGE)
}
