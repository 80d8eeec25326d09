#!/usr/bin/env node
// Takes the place of Prisma's native schema engine: the same command line and the same JSON-RPC on stdin and stdout,
// answered by Prisma's own WebAssembly build of the engine. So `prisma migrate` needs no download.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'
import { adapterFactory, connect } from './adapter.mjs'

const require = createRequire(import.meta.url)
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
    version: { type: 'boolean', short: 'V' },
  },
})
const url = (options.datasource && JSON.parse(options.datasource).url) || process.env.DATABASE_URL

if (options.version) {
  console.log(`schema-engine-cli ${require('@prisma/schema-engine-wasm/package.json').version} (wasm)`)
} else if (positionals[0] === 'cli') {
  await runOnce(positionals[1])
} else {
  await serve()
}

/** Runs `body` with a connection to the maintenance database and the name of the configured one. */
async function asAdmin(body) {
  const client = await connect(url, 'postgres')
  return body(client, decodeURIComponent(new URL(url).pathname.slice(1))).finally(() => client.end())
}

function createDatabase() {
  return asAdmin(async (client, name) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!found.rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`)
    return name
  })
}

/** `schema-engine cli <command>`; the caller skips the first line of stderr and reads the others as JSON. */
async function runOnce(command) {
  try {
    if (command === 'can-connect-to-database') await (await connect(url)).end()
    if (command === 'create-database') await createDatabase()
    if (command === 'drop-database')
      await asAdmin((client, name) =>
        client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
      )
  } catch (error) {
    const known = { '3D000': 'P1003', '28P01': 'P1000', 28000: 'P1000', ECONNREFUSED: 'P1001', ENOTFOUND: 'P1001' }
    const code = error?.cause?.originalCode ?? error?.cause?.code ?? error?.code
    const fields = {
      message: error.message || String(code),
      error_code: known[code] ?? (error?.cause?.kind === 'DatabaseNotReachable' ? 'P1001' : 'P1010'),
    }
    process.stderr.write(
      `schema-engine\n${JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' })}\n`,
    )
    process.exitCode = 1
  }
}

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: '',
    set_message(text) {
      this.message = `RuntimeError: ${text}`
    },
  }
  const file = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm')
  const wasm = new WebAssembly.Instance(new WebAssembly.Module(await readFile(file)), { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(wasm.exports)
  wasm.exports.__wbindgen_start()
  const datamodels =
    options.datamodels &&
    (await Promise.all(options.datamodels.map(async (name) => [name, await readFile(name, 'utf8')])))
  return glue.SchemaEngine.new({ datamodels }, (line) => process.stderr.write(`${line}\n`), adapterFactory(url))
}

async function serve() {
  let engine
  const ready = () => (engine ??= loadEngine())
  const send = (message) =>
    new Promise((done) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`, done))

  async function invoke(method, params) {
    const run = async () => (await (await ready())[method](params)) ?? {}
    return run().catch(async (error) => {
      // Only some methods are given the shadow database; devDiagnostic replays the migrations there and the engine
      // keeps the schema that results for the others.
      if (!/must be provided through an external factory/.test(String(error?.message))) throw error
      await (await ready()).devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
      return run()
    })
  }
  async function answer(method, params) {
    if (method === 'createDatabase') return { databaseName: await createDatabase() }
    if (method === 'ensureConnectionValidity') return (await connect(url)).end().then(() => ({}))
    if (method === 'getDatabaseVersion') return (await ready()).version(null)
    const result = await invoke(method, params)
    if (method === 'diff' && result.stdout) await send({ id: 1, method: 'print', params: { content: result.stdout } })
    return result
  }
  async function handle({ id, method, params }) {
    try {
      await send({ id, result: await answer(method, params) })
    } catch (error) {
      const panicked = error instanceof WebAssembly.RuntimeError
      const message = panicked
        ? `${globalThis.PRISMA_WASM_PANIC_REGISTRY.message}\n${error.stack}`
        : String(error?.message ?? error)
      const data = { is_panic: panicked, message, error_code: error?.code ?? null, meta: error?.meta ?? null }
      await send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } })
    }
  }
  let queue = Promise.resolve()
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const message = JSON.parse(line)
      if (message.method) queue = queue.then(() => handle(message)) // anything else acknowledges a print
    })
    .on('close', () => queue.then(() => process.exit(0)))
}
