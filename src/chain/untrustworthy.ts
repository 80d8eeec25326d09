/** A node's answer that contradicts itself or its own earlier one. Nothing of it may be booked. */
export class UntrustworthyNode extends Error {
  override name = 'UntrustworthyNode'
}
