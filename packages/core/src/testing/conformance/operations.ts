import fc from 'fast-check';
import { PhananhError, WrongExpectedRevision } from '../../engine/base/errors.ts';
import type { NewEvent } from '../../engine/log/envelope.ts';
import type {
  EventStore,
  ExpectedRevision,
  ReadAllOptions,
  ReadStreamOptions,
  RelatedRevision,
} from '../../engine/log/event-store.ts';
import { collect, newEvent } from './subject.ts';

/** Something that can be done to a store, as data, so that it can be done to two of them, and printed. */
export type Operation =
  | {
      readonly kind: 'append';
      readonly stream: string;
      readonly expectedRevision: ExpectedRevision;
      readonly events: readonly NewEvent[];
      readonly related: readonly RelatedRevision[];
    }
  | { readonly kind: 'read-stream'; readonly stream: string; readonly options: ReadStreamOptions }
  | { readonly kind: 'read-all'; readonly options: ReadAllOptions };

export type AppendOperation = Extract<Operation, { readonly kind: 'append' }>;

/** How an operation ended, in terms that mean the same in every store: a position is the event's index in the log. */
export type OperationOutcome =
  | { readonly kind: 'appended'; readonly revision: number; readonly index: number }
  | {
      readonly kind: 'refused';
      readonly code: string;
      /** The stream that is elsewhere, and where it is. */
      readonly where: string | undefined;
      readonly currentRevision: number | null | undefined;
    }
  | { readonly kind: 'read'; readonly events: readonly string[] };

const ids = Array.from(
  { length: 12 },
  (_, index) => `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
);
// One is the beginning of another, two differ in their Unicode form only.
const streams = ['s', 'st', 'phường'.normalize('NFC'), 'phường'.normalize('NFD')] as const;

const stream = fc.constantFrom(...streams);
const revision = fc.nat({ max: 6 });
const expectedRevision: fc.Arbitrary<ExpectedRevision> = fc.oneof(
  fc.constantFrom<ExpectedRevision>('any', 'no-stream', 'stream-exists'),
  revision,
);
// Mostly none, as in life; otherwise one that may stand, or two of which one hardly ever does.
const related: fc.Arbitrary<readonly RelatedRevision[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.record({
        stream,
        revision: fc.oneof(fc.constant<RelatedRevision['revision']>('no-stream'), fc.nat({ max: 3 })),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
);
// Few ids and two contents, so that repeats and conflicts are frequent.
const knownEvents = fc
  .uniqueArray(fc.nat({ max: ids.length - 1 }), { minLength: 1, maxLength: 3 })
  .chain((chosen) => fc.tuple(fc.constant(chosen), fc.nat({ max: 9 })))
  .map(([chosen, content]) =>
    chosen.map((index) => newEvent({ content: content === 0 ? 'other' : 'same' }, { id: ids[index] ?? '' })),
  );
const freshEvents = fc
  .uniqueArray(fc.uuid({ version: 5 }), { minLength: 1, maxLength: 3 })
  .map((fresh) => fresh.map((id) => newEvent({}, { id })));

const append = (events: fc.Arbitrary<readonly NewEvent[]>): fc.Arbitrary<AppendOperation> =>
  fc.record({ kind: fc.constant('append'), stream, expectedRevision, events, related });

export const freshAppends: fc.Arbitrary<AppendOperation> = append(freshEvents);

const limit = fc.nat({ max: 8 });
const streamOptions: fc.Arbitrary<ReadStreamOptions> = fc.record(
  { fromRevision: revision, toRevision: revision, backwards: fc.boolean(), limit },
  { requiredKeys: [] },
);
const allOptions: fc.Arbitrary<ReadAllOptions> = fc.record(
  { limit, streamPrefix: fc.constantFrom('', 's', 'st', 'ph', 'phường'.normalize('NFD').slice(0, 4)) },
  { requiredKeys: [] },
);

export const operations: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: append(knownEvents) },
  { weight: 2, arbitrary: freshAppends },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read-stream'), stream, options: streamOptions }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read-all'), options: allOptions }) },
);

/** The operation as a store can do it: without related streams where it does not check them. */
export const doableBy = (
  operation: Operation,
  ...stores: readonly Pick<EventStore, 'checksRelated'>[]
): Operation =>
  operation.kind === 'append' && stores.some(({ checksRelated }) => checksRelated !== true)
    ? { ...operation, related: [] }
    : operation;

/** Does it, and says how it ended. An error that the port does not promise is thrown. */
export const perform = async (store: EventStore, operation: Operation): Promise<OperationOutcome> => {
  try {
    switch (operation.kind) {
      case 'append': {
        const { stream: name, events, expectedRevision: expected, related: others } = operation;
        const { revision: last, position } = await store.append(name, events, {
          expectedRevision: expected,
          related: others,
        });
        return { kind: 'appended', revision: last, index: await indexOf(store, position) };
      }
      case 'read-stream':
        return readOutcome(store.readStream(operation.stream, operation.options));
      case 'read-all':
        return readOutcome(store.readAll(operation.options));
    }
  } catch (error) {
    if (!(error instanceof PhananhError)) throw error;
    const { stream: where, currentRevision } =
      error instanceof WrongExpectedRevision ? error : { stream: undefined, currentRevision: undefined };
    return { kind: 'refused', code: error.code, where, currentRevision };
  }
};

const indexOf = async (store: EventStore, position: number): Promise<number> =>
  (await collect(store.readAll())).findIndex((event) => event.position === position);

const readOutcome = async (events: ReturnType<EventStore['readAll']>): Promise<OperationOutcome> => {
  const read = await collect(events);
  return { kind: 'read', events: read.map(({ stream: name, revision: at, id }) => `${name}@${at} ${id}`) };
};
