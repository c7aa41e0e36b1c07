import { PhananhError } from '../base/errors.ts';
import { type InTurns, inTurns } from '../base/in-turns.ts';
import type { Revision } from '../base/places.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventStore } from '../log/event-store.ts';
import { damagedEvent } from '../log/recorded-event.ts';
import { streamOf, type Workflow, type WorkflowTypes } from '../workflow/workflow.ts';
import { correctedUpTo, isCorrection } from './corrections.ts';
import { type Fold, foldOf } from './fold.ts';
import { pastOf, type UpTo } from './past.ts';
import type { Snapshot, SnapshotStore } from './snapshots.ts';

/** Where snapshots are kept, and after how many new events one is saved again. */
export interface Snapshots {
  readonly store: SnapshotStore;
  /**
   * Default 1: after every append. Then commands are decided on the snapshot without reading the stream first, and once more on the stream
   * when the store or the decision refuses them.
   */
  readonly every?: number;
}

export const snapshotKey = (workflow: { readonly name: string; readonly stateVersion: number }): string =>
  `${workflow.name}@${workflow.stateVersion}`;

/** The latest snapshot of a subject. Its stream may have more events. */
export const loadSnapshot = async <T extends WorkflowTypes>(
  { store }: Snapshots,
  workflow: Workflow<T>,
  id: string,
): Promise<Snapshot<T['state']> | undefined> =>
  // A snapshot under this key was saved by this workflow at this version of its state.
  (await store.load(streamOf(workflow, id), snapshotKey(workflow))) as Snapshot<T['state']> | undefined;

/** Folds a recorded event. When `evolve` throws, the event was not written by these rules. @throws {@link StoreCorrupt} */
const addRecorded = <State>(fold: Fold<State>, event: RecordedEvent): void => {
  try {
    fold.add(event);
  } catch (cause) {
    if (cause instanceof PhananhError) throw cause;
    throw damagedEvent(event, cause instanceof Error ? cause.message : String(cause), cause);
  }
};

/**
 * Folds the stream of a subject, from its latest snapshot when it is read to its end; undefined when it has no event.
 *
 * @throws {@link InvalidQuery} as {@link pastOf} does
 */
export const loadSubject = async <T extends WorkflowTypes>(
  {
    workflow,
    store,
    snapshots,
  }: {
    readonly workflow: Workflow<T>;
    readonly store: Pick<EventStore, 'readStream'>;
    readonly snapshots?: Snapshots | undefined;
  },
  id: string,
  { before, ...past }: UpTo = {},
  how: InTurns = {},
): Promise<Snapshot<T['state']> | undefined> => {
  const given = { workflow, store, snapshots };
  const stream = streamOf(workflow, id);
  const upTo: UpTo = { ...pastOf(past), ...(before !== undefined && { before }) };
  const { revision, at, knownAt } = upTo;
  const toItsEnd = [revision, at, knownAt, before].every((bound) => bound === undefined);
  const from = toItsEnd && snapshots ? await loadSnapshot(snapshots, workflow, id) : undefined;
  const fold = foldOf(workflow, from);
  const range = {
    ...(from && { fromRevision: from.revision + 1 }),
    ...(revision !== undefined && { toRevision: revision }),
  };
  const events = inTurns(store.readStream(stream, range), how);
  if (from === undefined) {
    for await (const event of correctedUpTo(workflow, events, upTo)) addRecorded(fold, event);
    return fold.snapshot;
  }
  for await (const event of events) {
    // What it corrects is folded into the snapshot.
    if (isCorrection(workflow, event.type))
      return loadSubject({ ...given, snapshots: undefined }, id, {}, how);
    addRecorded(fold, event);
  }
  return fold.snapshot;
};

/** Loads a subject by its id, as {@link loadSubject} does. */
export type LoadSubject<T extends WorkflowTypes> = (
  id: string,
  upTo?: UpTo,
  how?: InTurns,
) => Promise<Snapshot<T['state']> | undefined>;

/** Saves a snapshot, if the stream has grown enough since the last one. @param before the revision of the last one */
export const saveSnapshot = async <T extends WorkflowTypes>(
  { workflow, snapshots }: { readonly workflow: Workflow<T>; readonly snapshots?: Snapshots | undefined },
  id: string,
  before: Revision,
  after: Snapshot<T['state']>,
): Promise<void> => {
  if (snapshots === undefined) return;
  const every = snapshots.every ?? 1;
  if (Math.floor((after.revision + 1) / every) === Math.floor((before + 1) / every)) return;
  await snapshots.store.save(streamOf(workflow, id), snapshotKey(workflow), after);
};
