const key = (byte: string) => byte.repeat(32)

/**
 * A KPL task account written out by hand, field by field, so that reader and writer are measured against something that
 * neither of them made. K2's own decoder reads these bytes the same way.
 */
export const KPL_VECTOR: readonly (readonly [field: string, hex: string])[] = [
  ['is_allowlisted', '01'],
  ['is_active', '00'],
  ['task_name', '04000000 4e414d45'],
  ['task_description', '04000000 44455343'],
  ['task_manager', key('01')],
  ['task_audit_program', '03000000 415544'],
  ['stake_pot_account', key('02')],
  ['stake_pot_seed', key('03')],
  ['stake_pot_bump', '07'],
  [
    'submissions: round 5, StakeKeyA, bafyCID, slot 777, round 5',
    '01000000 01000000 35 01000000 09000000 5374616b654b657941 07000000 62616679434944 0903000000000000 0500000000000000',
  ],
  [
    'submissions_audit_trigger: round 5, StakeKeyA, slot 100, one vote (valid, slot 101)',
    `01000000 01000000 35 01000000 09000000 5374616b654b657941 ${key('06')} 6400000000000000 01000000 01 ${key('05')} 6500000000000000`,
  ],
  ['total_bounty_amount', '0b00000000000000'],
  ['bounty_amount_per_round', '0c00000000000000'],
  ['token_type', key('04')],
  ['total_stake_amount', '0d00000000000000'],
  ['minimum_stake_amount', '0e00000000000000'],
  ['available_balances: StakeKeyA 1.5', '01000000 09000000 5374616b654b657941 002f685900000000'],
  [
    'stake_list: StakeKeyA 3.9, StakeKeyB 10',
    '02000000 09000000 5374616b654b657941 004775e800000000 09000000 5374616b654b657942 00e40b5402000000',
  ],
  ['ip_address_list: StakeKeyA', '01000000 09000000 5374616b654b657941 10000000 687474703a2f2f612e6578616d706c65'],
  ['round_time', '0f00000000000000'],
  ['starting_slot', '1000000000000000'],
  ['audit_window', '1100000000000000'],
  ['submission_window', '1200000000000000'],
  ['task_executable_network', '04000000 49504653'],
  [
    'distribution_rewards_submission: round 5, StakeKeyA, slot 900, round 5',
    `01000000 01000000 35 01000000 09000000 5374616b654b657941 ${key('08')} 8403000000000000 0500000000000000`,
  ],
  ['distributions_audit_trigger', '00000000'],
  ['distributions_audit_record: round 5 paid', '01000000 01000000 35 01'],
  ['task_metadata', '04000000 4d455441'],
  ['task_vars', '04000000 56415253'],
  ['is_migrated', '00'],
  ['migrated_to', '03000000 4d4947'],
  ['allowed_failed_distributions', '0300000000000000'],
]

export const kplVectorBytes = (): Buffer =>
  Buffer.from(KPL_VECTOR.map(([, hex]) => hex.replaceAll(' ', '')).join(''), 'hex')
