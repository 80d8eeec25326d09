const MANAGER = Array.from({ length: 32 }, (_, index) => index + 1).join(',')

/**
 * A KOII task account written out by hand, every field of the native program's state in its order and all maps filled, so that the
 * reader is measured against something that it did not make. Amounts are plain JSON numbers, one of them above 2^53.
 */
export const KOII_VECTOR = [
  '{"is_allowlisted":true,"task_name":"NAME","task_description":"DESC"',
  `"task_manager":[${MANAGER}]`,
  '"is_active":true,"task_audit_program":"AUD"',
  `"stake_pot_account":[${MANAGER}]`,
  '"submissions":{"5":{"StakeKeyA":{"submission_value":"bafyCID","slot":777}}}',
  '"submissions_audit_trigger":{"5":{"StakeKeyA":{"trigger_by":"StakeKeyB","slot":100,"votes":[{"is_valid":false,"voter":"StakeKeyB","slot":101}]}}}',
  '"total_bounty_amount":18446744073709551615,"bounty_amount_per_round":12',
  '"total_stake_amount":13900000000,"minimum_stake_amount":3900000000',
  '"available_balances":{"StakeKeyA":1500000000}',
  '"stake_list":{"StakeKeyA":3900000000,"StakeKeyB":9007199254740993,"StakeKeyC":3899999999}',
  '"ip_address_list":{"StakeKeyA":"http://a.example"}',
  '"round_time":6000,"starting_slot":16,"audit_window":2200,"submission_window":3300,"task_executable_network":"IPFS"',
  `"distribution_rewards_submission":{"5":{"StakeKeyA":{"submission_value":[${MANAGER}],"slot":900}}}`,
  '"distributions_audit_trigger":{},"distributions_audit_record":{"5":"PayoutSuccessful"}',
  '"task_metadata":"META","task_vars":"","koii_vars":"","is_migrated":false,"migrated_to":"","allowed_failed_distributions":3}',
].join(',')

/** The same as the account holds it, with the padding of the space that its creator paid for. */
export const koiiVectorBytes = (padding = 300): Buffer =>
  Buffer.concat([Buffer.from(KOII_VECTOR), Buffer.alloc(padding)])
