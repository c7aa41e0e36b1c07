import { idInStream, type Position, type RecordedEvent, upcast } from '../engine/index.ts';
import { type AgencyState, agencyEvents, agencyWorkflow } from './agency.ts';

/** The agencies as they were along the log. There are few, so that all of it is kept. */
export interface AgencyHistory {
  /** The agency before an event of the log; undefined before it was registered. */
  before(agencyId: string, position: Position): AgencyState | undefined;
  /** The kind of an agency; undefined of one that was never registered. */
  readonly kindOf: (agencyId: string) => AgencyState['kind'] | undefined;
}

/** Gathers the agencies from the events of their streams, in the order of the log; events of other streams are passed over. */
export const agencyHistory = async (
  log: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>,
): Promise<AgencyHistory> => {
  const states = new Map<string, { readonly position: Position; readonly state: AgencyState }[]>();
  for await (const event of log) {
    const agencyId = idInStream(agencyWorkflow, event.stream);
    if (agencyId === undefined) continue;
    const known = states.get(agencyId) ?? [];
    states.set(agencyId, known);
    const state = agencyWorkflow.evolve(known.at(-1)?.state, upcast(agencyEvents, event));
    known.push({ position: event.position, state });
  }
  return {
    before: (agencyId, position) =>
      states.get(agencyId)?.findLast((known) => known.position < position)?.state,
    kindOf: (agencyId) => states.get(agencyId)?.at(-1)?.state.kind,
  };
};
