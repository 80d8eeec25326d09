#!/usr/bin/env node
// Compiles a program for the host with libFuzzer, ASan and UBSan, replays the recorded inputs, then makes up others.
//   node programs/fuzz.mjs raise            for a minute
//   node programs/fuzz.mjs raise 3600       for an hour
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLANG = process.env.FUZZ_CLANG ?? 'clang-19'
const FLAGS =
  '-g -O1 -Wall -Wextra -Werror -fsanitize=fuzzer,address,undefined -fno-sanitize=alignment -fno-sanitize-recover=all'

const folderOf = (name) => fileURLToPath(new URL(`./${name}/fuzz`, import.meta.url))
const seedsOf = (name) => readdirSync(join(folderOf(name), 'seeds')).map((file) => join(folderOf(name), 'seeds', file))

/** Why nothing can be fuzzed here; null when it can: the compiler and its libraries are there. */
export function whyNot() {
  const scratch = mkdtempSync(join(tmpdir(), 'fuzz-'))
  try {
    const source = join(scratch, 'empty.c')
    writeFileSync(source, 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return p && n ? 0 : 0; }\n')
    const { error, status } = spawnSync(CLANG, [...FLAGS.split(' '), source, '-o', join(scratch, 'empty')])
    if (error) return `there is no ${CLANG}`
    return status === 0 ? null : `${CLANG} has no fuzzer: apt-get install libclang-rt-19-dev`
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** Runs a command; resolves to its exit code and all that it said. */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
    child.on('error', reject)
    child.on('exit', (code) => resolve({ code: code ?? 1, said }))
  })
}

async function must(command, args, env) {
  const { code, said } = await run(command, args, env)
  if (code !== 0) throw new Error(`${args.at(-1)}\n${said.slice(-6_000)}`)
  return said
}

/** How often each instruction was carried out, by tag, as the harness tells at its end. */
const carriedOut = (said) => (/carried out: ([\d ]+)/.exec(said)?.[1] ?? '').split(' ').map(Number)

/**
 * Compiles, replays every recorded input (each must be carried out) and then fuzzes for so many seconds. Returns how often
 * each instruction was carried out in both; throws with the fuzzer's report when something breaks. The same seed makes the same
 * inputs, so that in `npm test` a finding belongs to the change that made it; other seeds are for long runs by hand.
 */
export async function fuzz(name, seconds, seed = 1) {
  const scratch = mkdtempSync(join(tmpdir(), `fuzz-${name}-`))
  const binary = join(scratch, 'harness')
  await must(CLANG, [...FLAGS.split(' '), '-o', binary, join(folderOf(name), 'harness.c')])
  const replayed = carriedOut(await must(binary, seedsOf(name), { FUZZ_SEEDS: '1' }))
  const corpus = join(scratch, 'corpus')
  mkdirSync(corpus)
  const limits = [
    `-seed=${seed}`,
    `-max_total_time=${seconds}`,
    '-max_len=8192',
    '-timeout=60',
    `-artifact_prefix=${scratch}/`,
  ]
  const said = await must(binary, [...limits, '-print_final_stats=1', corpus, join(folderOf(name), 'seeds')])
  const runs = Number(/number_of_executed_units: *(\d+)/.exec(said)?.[1])
  rmSync(scratch, { recursive: true })
  return { replayed, fuzzed: carriedOut(said), runs }
}

async function main(name, seconds = '60', seed = '1') {
  const reason = whyNot()
  if (reason) throw new Error(reason)
  const { replayed, fuzzed, runs } = await fuzz(name, seconds, seed)
  console.log(
    `${name}, seed ${seed}: ${replayed.reduce((sum, count) => sum + count, 0)} recorded inputs, ${runs} others, no finding`,
  )
  console.log(`carried out, by tag: ${fuzzed.join(' ')}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, seconds, seed] = process.argv.slice(2)
  try {
    if (!name) throw new Error('which program? For example: node programs/fuzz.mjs raise')
    await main(name, seconds, seed)
  } catch (error) {
    console.error(`fuzz: ${error.message}`)
    process.exitCode = 1
  }
}
