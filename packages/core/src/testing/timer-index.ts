import {
  type DueTimer,
  type EventStore,
  idInStream,
  type Position,
  type Timer,
  type TimerIndex,
  type TimerRules,
} from '../engine/index.ts';

/** A timer index in memory that reads the log when it is told to, so that a test decides how far behind it is. */
export interface MemoryTimerIndex extends TimerIndex {
  catchUp(): Promise<void>;
  /** As after the loss of its file: nothing is known any more. */
  drop(): void;
  readonly size: number;
}

export const memoryTimerIndex = <Facts, Policy>(
  workflow: string,
  rules: TimerRules<Facts, Policy>,
  policy: Policy,
  store: EventStore,
): MemoryTimerIndex => {
  let position: Position | undefined;
  const facts = new Map<string, Facts>();
  const pending = new Map<string, readonly DueTimer[]>();
  const inOrder = (): readonly DueTimer[] =>
    [...pending.values()].flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    due: (at, limit) =>
      inOrder()
        .filter((timer) => timer.at <= at)
        .slice(0, limit),
    next: () => inOrder()[0]?.at,
    get size() {
      return inOrder().length;
    },
    drop: () => {
      position = undefined;
      facts.clear();
      pending.clear();
    },
    catchUp: async () => {
      for await (const event of store.readAll(position === undefined ? {} : { after: position })) {
        position = event.position;
        const id = idInStream({ name: workflow }, event.stream);
        if (id === undefined) continue;
        const after = rules.evolve(facts.get(id), event);
        if (after === undefined) {
          facts.delete(id);
          pending.delete(id);
          continue;
        }
        facts.set(id, after);
        const inStream = (timer: Timer) => ({ ...timer, workflow, id, revision: event.revision });
        pending.set(id, rules.pending(after, policy).map(inStream));
      }
    },
  };
};
