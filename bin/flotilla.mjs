#!/usr/bin/env node
// Flotilla's command line. `sign` is for the machine on which the guardian's key lies: it needs this folder with its packages, and
// neither network, nor database, nor chain.
import path from 'node:path'
import { register } from 'tsx/esm/api'

process.env.TSX_TSCONFIG_PATH ??= path.resolve(import.meta.dirname, '../tsconfig.json')

const VERBS = { sign: () => import('../src/server/sign.ts') }
const USAGE = `flotilla sign KEYFILE [MESSAGE]
  Shows what a message of the site asks the guardian to do, and signs it when you say yes.
  KEYFILE  64 numbers, as Solana's tools write them; readable by its owner alone (chmod 600)
  MESSAGE  in base64, from the staff's page of raises; asked for when left out`

const [verb, ...args] = process.argv.slice(2)
const load = VERBS[verb]
if (!load) {
  console.error(USAGE)
  process.exit(1)
}
register()
const { main } = await load()
process.exit(await main(args))
