import { MINT_SIZE, MintLayout } from '@solana/spl-token'
import { PublicKey, SYSVAR_CLOCK_PUBKEY, TransactionInstruction } from '@solana/web3.js'
import { localCall } from '../local'
import { TOKEN_PROGRAM_ID } from '../programs'
import { associatedTokenAddress } from '../raise/addresses'
import { encodeKoiiTask, type KoiiTask } from './koii-task'
import { encodeKplTask, type KplTask } from './kpl-task'
import { STAKE_TAG } from './stakes'
import { KOII_TASK_PROGRAM_ID, KPL_TASK_PROGRAM_ID } from './tasks'

/** Where the local chain has its two tasks; off the curve, so nobody has a key for them. They are listed there by default. */
export const LOCAL_TASKS = {
  koii: 'F1oti11aKoiiTask1111111111111111111111111111',
  kpl: 'F1oti11aKpLTask11111111111111111111111111111',
} as const

/** What a task on a private chain is about; everything else gets the values of an ordinary task. Stakes are base units. */
export type TaskSketch = { name: string; minimumStake: bigint; stakes: ReadonlyMap<string, bigint> }

/** An account to be put on the local chain as it would lie on K2. */
export type TaskAccount = { owner: PublicKey; data: Buffer }

const sum = (stakes: ReadonlyMap<string, bigint>): bigint =>
  [...stakes.values()].reduce((total, stake) => total + stake, 0n)
const bytesOf = (text: string): bigint[] => [...new PublicKey(text).toBytes()].map(BigInt)

/** A running KOII task in the JSON of K2's native program, padded to the size that its creator paid for. */
export function koiiTaskAccount(sketch: TaskSketch, size = 8_192): TaskAccount {
  const state: KoiiTask = {
    is_allowlisted: true,
    task_name: sketch.name,
    task_description: '',
    task_manager: bytesOf('EaXQQVtg6PDzQ118dCR4pjmepvgrGAGp5mqiqggiXt7u'),
    is_active: true,
    task_audit_program: '',
    stake_pot_account: bytesOf('stakepotaccount1111111111111111111111111111'),
    submissions: {},
    submissions_audit_trigger: {},
    total_bounty_amount: 10_000_000n * 10n ** 9n,
    bounty_amount_per_round: 1_500n * 10n ** 9n,
    total_stake_amount: sum(sketch.stakes),
    minimum_stake_amount: sketch.minimumStake,
    available_balances: {},
    stake_list: Object.fromEntries(sketch.stakes),
    ip_address_list: {},
    round_time: 6_000n,
    starting_slot: 0n,
    audit_window: 2_200n,
    submission_window: 3_300n,
    task_executable_network: 'IPFS',
    distribution_rewards_submission: {},
    distributions_audit_trigger: {},
    distributions_audit_record: {},
    task_metadata: '',
    task_vars: '',
    koii_vars: '',
    is_migrated: false,
    migrated_to: '',
    allowed_failed_distributions: 3n,
  }
  return { owner: KOII_TASK_PROGRAM_ID, data: padded(encodeKoiiTask(state), size) }
}

/** A running KPL task in the Borsh of the KPL task program, padded likewise. */
export function kplTaskAccount(sketch: TaskSketch & { mint: string }, size = 8_192): TaskAccount {
  const none = new Uint8Array(32)
  const state: KplTask = {
    is_allowlisted: true,
    is_active: true,
    task_name: sketch.name,
    task_description: '',
    task_manager: new PublicKey('EaXQQVtg6PDzQ118dCR4pjmepvgrGAGp5mqiqggiXt7u').toBytes(),
    task_audit_program: '',
    stake_pot_account: none,
    stake_pot_seed: none,
    stake_pot_bump: 255,
    submissions: new Map(),
    submissions_audit_trigger: new Map(),
    total_bounty_amount: 0n,
    bounty_amount_per_round: 0n,
    token_type: new PublicKey(sketch.mint).toBytes(),
    total_stake_amount: sum(sketch.stakes),
    minimum_stake_amount: sketch.minimumStake,
    available_balances: new Map(),
    stake_list: new Map(sketch.stakes),
    ip_address_list: new Map(),
    round_time: 6_000n,
    starting_slot: 0n,
    audit_window: 2_200n,
    submission_window: 3_300n,
    task_executable_network: 'IPFS',
    distribution_rewards_submission: new Map(),
    distributions_audit_trigger: new Map(),
    distributions_audit_record: new Map(),
    task_metadata: '',
    task_vars: '',
    is_migrated: false,
    migrated_to: '',
    allowed_failed_distributions: 3n,
  }
  return { owner: KPL_TASK_PROGRAM_ID, data: padded(encodeKplTask(state), size) }
}

function padded(state: Buffer, size: number): Buffer {
  if (state.length > size) throw new RangeError(`the state has ${state.length} bytes, the account only ${size}`)
  return Buffer.concat([state, Buffer.alloc(size - state.length)])
}

/** Where stakes would go; programs/tasks, which stands in for both task programs, moves nothing. */
const STAKE_POT = new PublicKey('stakepotaccount1111111111111111111111111111')

/**
 * The instruction by which a node stakes, in the accounts and data of K2's own node software: tag, amount in base units, 64 bytes
 * for the node's address. With a mint the task is a KPL task.
 */
export function stakeInstruction(
  task: string,
  { stakingKey, amount, mint }: { stakingKey: PublicKey; amount: bigint; mint?: PublicKey },
): TransactionInstruction {
  const data = Buffer.alloc(1 + 8 + 64, ' ')
  data.writeUInt8(STAKE_TAG)
  data.writeBigUInt64LE(amount, 1)
  const changed = [
    new PublicKey(task),
    stakingKey,
    ...(mint ? [associatedTokenAddress(stakingKey, mint)] : []),
    STAKE_POT,
  ]
  return new TransactionInstruction({
    programId: mint ? KPL_TASK_PROGRAM_ID : KOII_TASK_PROGRAM_ID,
    keys: [
      ...changed.map((pubkey) => ({ pubkey, isSigner: pubkey.equals(stakingKey), isWritable: true })),
      { pubkey: mint ? TOKEN_PROGRAM_ID : SYSVAR_CLOCK_PUBKEY, isSigner: false, isWritable: false },
    ],
    data,
  })
}

/** A mint of the classic token program that is initialised, and has neither supply nor authorities. */
export function localMint(decimals: number): TaskAccount {
  const data = Buffer.alloc(MINT_SIZE)
  const none = { mintAuthorityOption: 0 as const, mintAuthority: PublicKey.default }
  const frozen = { freezeAuthorityOption: 0 as const, freezeAuthority: PublicKey.default }
  MintLayout.encode({ ...none, ...frozen, supply: 0n, decimals, isInitialized: true }, data)
  return { owner: TOKEN_PROGRAM_ID, data }
}

/** Puts a task, or the mint that its stakes are counted in, onto the local chain. */
export async function putTask(rpcUrl: string, address: string, { owner, data }: TaskAccount): Promise<void> {
  const account = { address, lamports: 1_000_000_000, owner: owner.toBase58(), data: data.toString('base64') }
  await localCall(rpcUrl, 'flotilla_setAccount', [account])
}
