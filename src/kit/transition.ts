/** A state machine as a table: state -> event -> next state. What is not in the table cannot happen. */
export type TransitionTable<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>

/** The next state, or undefined when the table has no such step. */
export const nextState = <State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
  state: State,
  event: Event,
): State | undefined => table[state][event]
