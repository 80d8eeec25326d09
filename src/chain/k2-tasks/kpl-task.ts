import { bool, bytes, Cursor, FormatError, list, map, struct, text, u8, u64, type ValueOf } from './borsh'

const pubkey = bytes(32)

/** The least that an entry of a map takes: its key's length, and an empty map, a u64 or a struct behind it. */
const SMALLEST = { map: 8, u8: 5, u64: 12, text: 8, submission: 24, distribution: 52, trigger: 48 } as const

const submission = struct({ submission_value: text, slot: u64, round: u64 })
const distribution = struct({ submission_value: pubkey, slot: u64, round: u64 })
const vote = struct({ is_valid: bool, voter: pubkey, slot: u64 })
const trigger = struct({ trigger_by: pubkey, slot: u64, votes: list(vote, 41) })

/** A KPL task's account, field by field, as the KPL task program (Borsh 0.9) writes it. */
const kplTask = struct({
  is_allowlisted: bool,
  is_active: bool,
  task_name: text,
  task_description: text,
  task_manager: pubkey,
  task_audit_program: text,
  stake_pot_account: pubkey,
  stake_pot_seed: pubkey,
  stake_pot_bump: u8,
  submissions: map(map(submission, SMALLEST.submission), SMALLEST.map),
  submissions_audit_trigger: map(map(trigger, SMALLEST.trigger), SMALLEST.map),
  total_bounty_amount: u64,
  bounty_amount_per_round: u64,
  token_type: pubkey,
  total_stake_amount: u64,
  minimum_stake_amount: u64,
  available_balances: map(u64, SMALLEST.u64),
  stake_list: map(u64, SMALLEST.u64),
  ip_address_list: map(text, SMALLEST.text),
  round_time: u64,
  starting_slot: u64,
  audit_window: u64,
  submission_window: u64,
  task_executable_network: text,
  distribution_rewards_submission: map(map(distribution, SMALLEST.distribution), SMALLEST.map),
  distributions_audit_trigger: map(map(trigger, SMALLEST.trigger), SMALLEST.map),
  /** 0 uninitialised, 1 paid, 2 payout failed. */
  distributions_audit_record: map(u8, SMALLEST.u8),
  task_metadata: text,
  task_vars: text,
  is_migrated: bool,
  migrated_to: text,
  allowed_failed_distributions: u64,
})

/** The state of a KPL task. Names are the program's own. */
export type KplTask = ValueOf<typeof kplTask>

/** Reads a task account. What stands behind the state is padding and ignored; anything else that is off is a FormatError. */
export function decodeKplTask(data: Uint8Array): KplTask {
  const task = kplTask.read(new Cursor(data))
  for (const [round, record] of task.distributions_audit_record)
    if (record > 2) throw new FormatError(`round ${round} has the unknown record ${record}`)
  return task
}

/** The bytes of a task account, without padding: how tasks are set up on the local chain. */
export function encodeKplTask(task: KplTask): Buffer {
  const pieces: Buffer[] = []
  kplTask.write(task, pieces)
  return Buffer.concat(pieces)
}
