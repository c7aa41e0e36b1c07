import type { EventStore, Position } from '@phananh/core';
import { idInStream, streamOf } from '@phananh/core/engine';
import { requestWorkflow } from '@phananh/core/reports';

/** Finds a request about personal data that has not ended, of one of some persons. */
export type OpenRequest = (persons: ReadonlySet<string>) => Promise<string | undefined>;

/** Once it has erased what is here, a request waits for others alone. */
const ending: ReadonlySet<string> = new Set(['refused', 'erased-here', 'fulfilled', 'withdrawn']);

/**
 * Requests that have not ended, as the log says: what came since is read when it is asked for.
 *
 * @param stored the log, or what it is made of: whose a request is stands in clear
 */
export const openRequests = (stored: Pick<EventStore, 'readAll'>): OpenRequest => {
  const personOf = new Map<string, string>();
  let after: Position | undefined;
  return async (persons) => {
    const events = stored.readAll({
      streamPrefix: streamOf(requestWorkflow, ''),
      ...(after !== undefined && { after }),
    });
    for await (const { stream, type, data, position } of events) {
      after = position;
      const id = idInStream(requestWorkflow, stream);
      if (id === undefined) continue;
      if (type === 'erasure-asked' || type === 'copy-asked') personOf.set(id, String(data.person));
      if (ending.has(type)) personOf.delete(id);
    }
    for (const [id, person] of personOf) if (persons.has(person)) return id;
    return undefined;
  };
};
