import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Keypair, PublicKey, Transaction, TransactionInstruction } from '@solana/web3.js'
import { FailedTransactionMetadata, LiteSvm } from 'litesvm/dist/internal'
import { afterAll, describe, expect, test } from 'vitest'
import { link } from './sbpf-link.mjs'

const COMPILER = (process.env.SBF_CLANG ?? 'clang-19').split(' ')
const FLAGS = ['-O2', '-Wall', '-Werror', '-ffreestanding', '-nostdinc', '-fno-builtin']
const SBF = ['-target', 'bpf', '-mllvm', '-bpf-stack-size=4096']
const DECLARATIONS = `
  typedef unsigned long long u64; typedef long long i64; typedef unsigned int u32; typedef unsigned char u8;
  extern void sol_log_(const char *, u64);
`
const scratch = mkdtempSync(join(tmpdir(), 'sbpf-link-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const hasCompiler = (): boolean => {
  try {
    execFileSync(COMPILER[0]!, [...COMPILER.slice(1), '--version'], { stdio: 'ignore' })
    return true
  } catch (missing) {
    // Whoever builds for CI promises a compiler: then its absence is a failure, not a reason to leave tests out.
    if (process.env.CI) throw new Error(`${COMPILER[0]} is missing: the linker cannot be tested`, { cause: missing })
    return false
  }
}

/** The relocatable object that the compiler makes of C source; `cpu` is the BPF instruction set. */
const compile = (source: string, { cpu = 'v1', target = SBF } = {}): Buffer => {
  const file = join(scratch, 'program.c')
  writeFileSync(file, DECLARATIONS + source)
  const mcpu = target === SBF ? [`-mcpu=${cpu}`] : []
  execFileSync(COMPILER[0]!, [...COMPILER.slice(1), ...target, ...mcpu, ...FLAGS, '-c', file, '-o', `${file}.o`])
  return readFileSync(`${file}.o`)
}

/** Runs a linked program in the virtual machine with one byte of data; its logs, or what it failed with. */
const run = (elf: Buffer): string[] => {
  const svm = new LiteSvm()
  const payer = Keypair.generate()
  const programId = PublicKey.unique()
  svm.airdrop(payer.publicKey.toBytes(), 1_000_000_000n)
  svm.addProgram(programId.toBytes(), elf)
  const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: svm.latestBlockhash() })
  transaction.add(new TransactionInstruction({ programId, keys: [], data: Buffer.from([1]) }))
  transaction.sign(payer)
  const answer = svm.sendLegacyTransaction(transaction.serialize())
  if (answer instanceof FailedTransactionMetadata) throw new Error(answer.toString())
  return answer.logs().filter((line) => line.startsWith('Program log: '))
}

const asm = (...lines: string[]): string =>
  `u64 entrypoint(const u8 *in) { __asm__ volatile(${lines.map((line) => `"${line}\\n"`).join(' ')}); return 0; }`

/** Source that the linker must refuse, the instruction set it is compiled for, and what the refusal says. */
const REFUSALS: [what: string, source: string, cpu: string, says: RegExp][] = [
  ['32-bit arithmetic', asm('w1 = 5', 'w1 += w2'), 'v3', /32-bit arithmetic/],
  ['a 32-bit comparison', asm('if w1 > w2 goto +0'), 'v3', /32-bit or long jump/],
  ['a long jump', asm('gotol +0'), 'v4', /32-bit or long jump/],
  ['signed division', asm('r1 s/= r2'), 'v4', /signed division/],
  ['a sign-extending move', asm('r1 = (s8)r2'), 'v4', /sign-extending move/],
  ['a sign-extending load', asm('r1 = *(s8 *)(r1 + 0)'), 'v4', /sign-extending load/],
  ['an atomic addition', asm('lock *(u64 *)(r1 + 0) += r2'), 'v1', /atomic access/],
  ['an indirect call', asm('callx r1'), 'v1', /indirect call/],
  ['packet access', asm('r0 = *(u8 *)skb[0]'), 'v1', /packet access/],
  ['a store below the stack frame', asm('*(u64 *)(r10 - 4104) = r1'), 'v1', /outside the stack frame/],
  ['a load above the stack frame', asm('r1 = *(u64 *)(r10 + 8)'), 'v1', /outside the stack frame/],
  [
    'a global that can be written',
    'u64 count = 3; u64 entrypoint(const u8 *in) { return count++; }',
    'v1',
    /^\.data \(8 bytes\): a program has no writable globals$/,
  ],
  [
    'a global without a value',
    'u64 count; u64 entrypoint(const u8 *in) { return count++; }',
    'v1',
    /^\.bss \(8 bytes\): a program has no writable globals$/,
  ],
  [
    'a function that nobody wrote',
    'extern u64 sol_lgo_(u64); u64 entrypoint(const u8 *in) { return sol_lgo_(in[0]); }',
    'v1',
    /^sol_lgo_: not a function of this program, and not a syscall$/,
  ],
  [
    'data that nobody wrote',
    'extern const u8 table[]; u64 entrypoint(const u8 *in) { return table[in[0]]; }',
    'v1',
    /^undefined symbol table is used as data$/,
  ],
  [
    'half an address in data',
    '__asm__(".section .rodata\\n.long entrypoint\\n.text"); u64 entrypoint(const u8 *in) { return 0; }',
    'v1',
    /^relocation type 3 against \S* is not supported$/,
  ],
  ['a program without entry', 'u64 start(const u8 *in) { return 0; }', 'v1', /^no function entrypoint$/],
]

const FEATURES = `
  #define NOINLINE __attribute__((noinline))
  static const char *const names[] = {"zero", "one", "two", "three"};
  static const struct { const char *name; const u64 *value; } table[] = {{"a", 0}, {"bb", (const u64 *)names}};
  NOINLINE u64 weighted_sum(const u8 *bytes, u64 count) {
    u64 sum = 0;
    for (u64 i = 0; i < count; i++) sum += bytes[i] * (i + 1);
    return sum;
  }
  static NOINLINE u64 depth(u64 levels, const u8 *in) {
    volatile u8 big[3000];
    for (u64 i = 0; i < 3000; i += 500) big[i] = (u8)(levels + i);
    u64 below = levels == 0 ? in[0] : depth(levels - 1, in);
    return below + big[500 * (levels % 6)] - (u8)(levels + 500 * (levels % 6));
  }
  u64 entrypoint(const u8 *in) {
    u64 none = *(const u64 *)in;
    const char *name = names[(none & 1) + 2];
    sol_log_(name, 3);
    if (table[1].value != (const u64 *)names || table[1].name[1] != 'b') return 1;
    if (weighted_sum((const u8 *)names[1], 3) != 'o' + 2 * 'n' + 3 * 'e') return 2;
    if (depth(5, in) != in[0]) return 3;
    if ((i64)(none - 5) >= 0 || ((i64)(none - 5) >> 1) != -3) return 4;
    return 0;
  }
`

const compilerIsHere = hasCompiler()

const subject = compilerIsHere ? 'the linker' : `the linker (LEFT OUT: ${COMPILER[0]} is not installed here)`

describe.runIf(compilerIsHere)(subject, () => {
  test('makes a program of one message, which the virtual machine runs', () => {
    const source =
      'static const char message[] = "hello"; u64 entrypoint(const u8 *in) { sol_log_(message, 5); return 0; }'
    const { elf, syscalls } = link(compile(source))
    expect(syscalls).toEqual(['sol_log_'])
    expect(run(elf)).toEqual(['Program log: hello'])
  })

  test('resolves calls, recursion, pointers in constants and big frames', () => {
    expect(run(link(compile(FEATURES)).elf)).toEqual(['Program log: two'])
  })

  test('makes the same bytes twice, whatever the object is called and where it lies', () => {
    const once = link(compile(FEATURES)).elf
    expect(link(compile(`\n\n${FEATURES}`)).elf.equals(once)).toBe(true)
  })

  test('makes a version 0 object: no flags, sections where the file has them', () => {
    const { elf } = link(compile(FEATURES))
    expect([elf.readUInt16LE(16), elf.readUInt16LE(18), elf.readUInt32LE(48)]).toEqual([3, 247, 0])
    const [sections, count] = [Number(elf.readBigUInt64LE(40)), elf.readUInt16LE(60)]
    for (let i = 1; i < count; i++) {
      const header = sections + i * 64
      const address = elf.readBigUInt64LE(header + 16)
      if (address !== 0n) expect(address).toBe(elf.readBigUInt64LE(header + 24))
    }
  })

  test.each(REFUSALS)('refuses %s in one line', (_what, source, cpu, says) => {
    const object = compile(source, { cpu })
    expect(() => link(object)).toThrow(says)
    expect(() => link(object)).toThrow(/^[^\n]+$/)
  })

  test('refuses an object for another machine', () => {
    const object = compile('u64 entrypoint(const u8 *in) { return 0; }', { target: ['-target', 'x86_64-linux-gnu'] })
    expect(() => link(object)).toThrow(/^not a relocatable BPF object$/)
  })

  test('refuses what it has linked itself', () => {
    const { elf } = link(compile('u64 entrypoint(const u8 *in) { return 0; }'))
    expect(() => link(elf)).toThrow(/^not a relocatable BPF object$/)
  })
})

test('the linker refuses a file that is no object', () => {
  expect(() => link(Buffer.alloc(64, 'no object '))).toThrow(/^not a little-endian ELF64 file$/)
})
