/** What whoever decided before an appeal reads in place of what others may do. */
export const EarlierDecider = () => (
  <p className="text-soft">You decided about this before the appeal, so others look at it now.</p>
)
