import type { Revision } from '../base/places.ts';
import { isCorrection } from '../commands/corrections.ts';
import { foldOf } from '../commands/fold.ts';
import { loadSubject, snapshotKey } from '../commands/load.ts';
import { memorySnapshots, type Snapshot } from '../commands/snapshots.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { EventStore } from '../log/event-store.ts';
import { demandSound } from '../log/recorded-event.ts';
import type { AnyCommandHandler } from '../reactions/process-manager.ts';
import { idInStream, streamOf, type Timer } from '../workflow/workflow.ts';
import type { NextTimer } from './timer-index.ts';

/** A workflow with the policy that its timers are read with. Every command handler is one. */
export type Timed = Pick<AnyCommandHandler, 'workflow' | 'policy'>;

/** The timers that are pending for a subject, earliest first. */
export const pendingTimers = ({ workflow, policy }: Timed, state: object, id: string): readonly Timer[] =>
  [...(workflow.timers?.pending(state, id, { policy }) ?? [])].sort(byInstant);

const byInstant = (a: Timer, b: Timer): number =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.key < b.key ? -1 : Number(a.key > b.key);

/** Gives the earliest pending timer of each stream of some events, which come in log order. Of several entries of a stream the last counts. */
export type NextTimers = (events: readonly RecordedEvent[]) => Promise<readonly NextTimer[]>;

/**
 * Computes the earliest pending timer of streams. A stream whose beginning is not among the events is read to its end, which may be after
 * them; for later events up to that end it is not read again.
 *
 * The function that it gives throws StoreCorrupt for an event with a `fault`, and what the fold of a stream throws.
 */
export const nextTimersIn = (
  store: Pick<EventStore, 'readStream'>,
  timed: readonly Timed[],
  { keptStates = 2_000 }: { readonly keptStates?: number } = {},
): NextTimers => {
  const kept = memorySnapshots({ max: keptStates });
  /** By stream: the revision up to which it was read, when that is ahead of the events. */
  const ahead = new Map<string, Revision>();
  const withTimers = timed.filter(({ workflow }) => workflow.timers !== undefined);

  const snapshotAfter = async (
    { workflow }: Timed,
    id: string,
    stream: string,
    events: readonly RecordedEvent[],
  ): Promise<Snapshot<object> | undefined> => {
    const key = snapshotKey(workflow);
    const [first] = events;
    // The key names the workflow: the snapshot has the state of that workflow.
    const before = (await kept.load(stream, key)) as Snapshot<object> | undefined;
    const isCorrected = events.some(({ type }) => isCorrection(workflow, type));
    if (isCorrected || first?.revision !== (before?.revision ?? -1) + 1) {
      return loadSubject({ workflow, store, snapshots: { store: kept } }, id);
    }
    const fold = foldOf<AnyTypes>(workflow, before);
    for (const event of events) fold.add(event);
    return fold.snapshot;
  };

  return async (events) => {
    const byStream = new Map<string, RecordedEvent[]>();
    for (const event of events) {
      const known = ahead.get(event.stream);
      if (known !== undefined && event.revision <= known && event.fault === undefined) {
        if (event.revision === known) ahead.delete(event.stream);
        continue;
      }
      const own = byStream.get(event.stream);
      if (own === undefined) byStream.set(event.stream, [event]);
      else own.push(event);
    }
    const next: NextTimer[] = [];
    for (const [stream, own] of byStream) {
      for (const one of withTimers) {
        const id = idInStream(one.workflow, stream);
        if (id === undefined) continue;
        // Also where the stream is read instead, which gives the event without the fault that its batch was marked with.
        own.forEach(demandSound);
        const snapshot = await snapshotAfter(one, id, stream, own);
        if (snapshot === undefined) continue;
        const [timer] = pendingTimers(one, snapshot.state, id);
        // Not without a pending timer: such a subject has mostly ended, and an import would fill the memory with thousands of them.
        if (timer !== undefined) await kept.save(stream, snapshotKey(one.workflow), snapshot);
        if (snapshot.revision > (own.at(-1)?.revision ?? 0)) ahead.set(stream, snapshot.revision);
        next.push({ stream, revision: snapshot.revision, timer });
      }
    }
    return next;
  };
};

// biome-ignore lint/suspicious/noExplicitAny: a fold of whichever workflow the stream is of.
type AnyTypes = any;

/** The earliest pending timer of a subject, from its whole stream; undefined when the stream has no event. */
export const nextTimerOf = async (
  store: Pick<EventStore, 'readStream'>,
  one: Timed,
  id: string,
): Promise<NextTimer | undefined> => {
  const snapshot = await loadSubject({ workflow: one.workflow, store }, id);
  if (snapshot === undefined) return undefined;
  const [timer] = pendingTimers(one, snapshot.state, id);
  return { stream: streamOf(one.workflow, id), revision: snapshot.revision, timer };
};
