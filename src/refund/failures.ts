/** Something that can be said in one sentence to whoever asked. */
export class Sentence extends Error {
  override name = 'Sentence'
}

/** The raise is over for good: nobody's money is left in it. */
export class RaiseIsClosed extends Sentence {
  override name = 'RaiseIsClosed'
}
