import {
  foldOf,
  isCorrection,
  type RecordedEvent,
  type Workflow,
  type WorkflowTypes,
  withCorrections,
} from '../engine/index.ts';

/** A stream while it is replayed: the state as it was after each event. */
export interface ReplayingFold<State> {
  readonly state: () => State | undefined;
  readonly add: (event: RecordedEvent) => void;
}

/** Folds a stream event by event from its first one; a correction is laid over what came before it, from then on. */
export const replayingFold = <T extends WorkflowTypes>(workflow: Workflow<T>): ReplayingFold<T['state']> => {
  const fold = foldOf(workflow);
  /** What a correction goes back to; of a stream that can have none nothing is kept. */
  const held: RecordedEvent[] = [];
  return {
    state: () => fold.snapshot?.state,
    add: (event) => {
      const [first = event] = held;
      if (workflow.corrections?.mayFollow(first) === true) held.push(event);
      if (held.length > 0 && isCorrection(workflow, event.type)) fold.begin(withCorrections(workflow, held));
      else fold.add(event);
    },
  };
};
