import type { NewEvent } from '../../engine/log/envelope.ts';
import type { ReadAllOptions, ReadStreamOptions } from '../../engine/log/event-store.ts';
import type { AppendOperation, Operation, OperationOutcome } from './operations.ts';

/** An event store as one would explain it: a list. It shares no code with any store. */
export interface ReferenceModel {
  readonly log: { readonly stream: string; readonly revision: number; readonly event: NewEvent }[];
}

/** Does to the model what a store should do. */
export const expectedOutcome = (model: ReferenceModel, operation: Operation): OperationOutcome => {
  switch (operation.kind) {
    case 'append':
      return append(model, operation);
    case 'read-stream':
      return readStream(model, operation.stream, operation.options);
    case 'read-all':
      return readAll(model, operation.options);
  }
};

const append = (
  { log }: ReferenceModel,
  { stream, events, expectedRevision, related }: AppendOperation,
): OperationOutcome => {
  const places = events.map(({ id }) => log.findIndex(({ event }) => event.id === id));
  const known = places.filter((place) => place >= 0);
  if (known.length > 0) {
    const same = events.every((event, index) => {
      const there = log[places[index] ?? -1];
      const first = log[places[0] ?? -1];
      const inPlace = there?.stream === stream && there.revision === (first?.revision ?? 0) + index;
      return inPlace && there.event.data.content === event.data.content;
    });
    if (!same) {
      return { kind: 'refused', code: 'event-id-conflict', where: undefined, currentRevision: undefined };
    }
    const last = places.at(-1) ?? 0;
    return { kind: 'appended', revision: log[last]?.revision ?? 0, index: last };
  }
  for (const demanded of [{ stream, revision: expectedRevision }, ...related]) {
    const there = log.filter((entry) => entry.stream === demanded.stream).length;
    const met = {
      any: true,
      'no-stream': there === 0,
      'stream-exists': there > 0,
      [String(there - 1)]: there > 0,
    }[demanded.revision];
    if (met) continue;
    return {
      kind: 'refused',
      code: 'wrong-expected-revision',
      where: demanded.stream,
      currentRevision: there === 0 ? null : there - 1,
    };
  }
  const count = log.filter((entry) => entry.stream === stream).length;
  for (const [index, event] of events.entries()) log.push({ stream, revision: count + index, event });
  return { kind: 'appended', revision: count + events.length - 1, index: log.length - 1 };
};

const readStream = (model: ReferenceModel, stream: string, options: ReadStreamOptions): OperationOutcome => {
  const events = model.log.filter((entry) => entry.stream === stream);
  if (options.backwards) events.reverse();
  const sign = options.backwards ? -1 : 1;
  const begun = events.filter(({ revision }) => (revision - (options.fromRevision ?? revision)) * sign >= 0);
  const chosen = begun.filter(({ revision }) => (revision - (options.toRevision ?? revision)) * sign <= 0);
  return readOutcome(chosen.slice(0, options.limit));
};

const readAll = (model: ReferenceModel, { limit, streamPrefix = '' }: ReadAllOptions): OperationOutcome =>
  readOutcome(model.log.filter(({ stream }) => stream.startsWith(streamPrefix)).slice(0, limit));

const readOutcome = (entries: ReferenceModel['log']): OperationOutcome => ({
  kind: 'read',
  events: entries.map(({ stream, revision, event }) => `${stream}@${revision} ${event.id}`),
});
