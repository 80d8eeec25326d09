import { decodeFields, encodeFields, type RecordOf } from '@/chain/raise/codec'
import { RAISE_FIELDS, sizeOf, TRANCHE_FIELDS } from '@/chain/raise/layout'
import type { RaiseWorld } from '@/test/raise-world'

type RaiseValues = Partial<RecordOf<typeof RAISE_FIELDS>>
type TrancheValues = Partial<RecordOf<typeof TRANCHE_FIELDS>>

/** Writes states into the account of a raise that no test could reach by sending transactions. */
export class RaiseAccountWriter {
  constructor(private readonly world: RaiseWorld) {}

  write(values: RaiseValues, tranches: readonly TrancheValues[] = []): void {
    const account = this.world.vm.account(this.world.address)!
    const { data } = account
    data.set(encodeFields(RAISE_FIELDS, { ...decodeFields(RAISE_FIELDS, data), ...values }))
    for (const [k, tranche] of tranches.entries()) {
      const at = sizeOf(RAISE_FIELDS) + k * sizeOf(TRANCHE_FIELDS)
      data.set(encodeFields(TRANCHE_FIELDS, { ...decodeFields(TRANCHE_FIELDS, data, at), ...tranche }), at)
    }
    this.world.vm.setAccount(this.world.address, account)
  }
}
