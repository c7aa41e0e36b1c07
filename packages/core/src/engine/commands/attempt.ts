import { EventIdConflict, IdempotencyConflict, NotFound, WrongExpectedRevision } from '../base/errors.ts';
import type { Revision } from '../base/places.ts';
import type { Random } from '../base/random.ts';
import type { Clock, Instant } from '../base/time.ts';
import { traced } from '../base/tracing.ts';
import { asRecorded } from '../log/as-recorded.ts';
import type { NewEvent, RecordedEvent } from '../log/envelope.ts';
import { demandVisible } from '../workflow/authorise.ts';
import { streamOf, type WorkflowTypes } from '../workflow/workflow.ts';
import { isCorrection, withCorrections } from './corrections.ts';
import { type DecisionGround, decideCommand, demandPhase, demandState } from './decide.ts';
import { type Fold, foldOf, upcast } from './fold.ts';
import type { CommandHandlerOptions } from './handler-options.ts';
import { type LoadSubject, saveSnapshot } from './load.ts';
import type { Outcome } from './outcome.ts';
import type { PreparedCommand } from './prepare.ts';
import {
  type RelatedReading,
  type RelatedSubject,
  readsNothing,
  relatedAmong,
  relatedReading,
} from './related-subjects.ts';
import type { Repeats } from './repeats.ts';
import type { Snapshot } from './snapshots.ts';
import type { TakenCommand } from './taken-commands.ts';

/** The parts of a command handler that an attempt uses. */
export interface Attempting<T extends WorkflowTypes> {
  readonly options: CommandHandlerOptions<T>;
  readonly clock: Clock;
  readonly random: Random;
  readonly load: LoadSubject<T>;
  readonly repeats: Repeats<T>;
}

/** The outcome for the caller, and the revision from which on events are given to the process manager. */
interface Done<State> {
  readonly outcome: Outcome<State>;
  readonly firstToTell?: Revision | undefined;
}

/** The state that commands are decided on, and where it was had from: a stream may have more events than a snapshot tells. */
export interface Ground<State> {
  readonly subject: Snapshot<State> | undefined;
  /** `stream`: read from it. `snapshot`: not compared with the stream. `nothing`: the subject should be new, and was not looked for. */
  readonly from: 'stream' | 'snapshot' | 'nothing';
}

const nothingFound = (): undefined => undefined;

/** One attempt at some commands. @returns undefined when they have to be decided again, on the state that the stream has now */
export type Attempt<T extends WorkflowTypes> = (
  id: string,
  commands: readonly PreparedCommand<T>[],
  expectedRevision: Revision | undefined,
  ground: Ground<T['state']>,
) => Promise<Done<T['state']> | undefined>;

/** Decides commands, and appends nothing. @throws what would refuse them */
export type TryOut<T extends WorkflowTypes> = (
  id: string,
  commands: readonly PreparedCommand<T>[],
  subject: Snapshot<T['state']> | undefined,
) => Promise<void>;

/** The events that commands add, and what the last of the commands did when the stream has taken it already. */
interface Decided<T extends WorkflowTypes> {
  readonly events: readonly NewEvent[];
  readonly last: TakenCommand | undefined;
  /** The other subjects that the decisions read. */
  readonly reading: RelatedReading<T> | undefined;
  /** The first revision whose event may cause commands. */
  readonly firstToTell: Revision | undefined;
}

/** Decides commands on what was loaded, and appends what they add at the revision that it was decided on. */
export const attempting = <T extends WorkflowTypes>({
  options,
  clock,
  random,
  load,
  repeats,
}: Attempting<T>): { readonly attempt: Attempt<T>; readonly tryOut: TryOut<T> } => {
  const { workflow, store, policy } = options;
  const checksRelated = store.checksRelated === true;
  const policyDigest = options.policyDigest;
  const loadRelated = async (name: string, id: string): Promise<RelatedSubject> =>
    name === workflow.name ? load(id) : options.related?.[name]?.(id);

  /** Decides the commands in order on what was loaded; those that the stream has taken already add nothing. */
  const decideAll = async (
    id: string,
    fold: Fold<T['state']>,
    commands: readonly PreparedCommand<T>[],
    now: Instant,
    expectedRevision: Revision | undefined,
  ): Promise<Decided<T>> => {
    const stream = streamOf(workflow, id);
    const events: NewEvent[] = [];
    let reading: RelatedReading<T> | undefined;
    let firstToTell: Revision | undefined;
    const relatedTo: DecisionGround<T>['relatedTo'] = (reads) => {
      // Most name nothing, and then there is nothing to wait for.
      if (reading === undefined && readsNothing(reads(nothingFound)))
        return relatedAmong<T>(nothingFound)(reads);
      reading ??= relatedReading<T>(stream, loadRelated);
      return reading.read(reads);
    };
    const recordedBefore = fold.snapshot?.revision;
    const added: RecordedEvent[] = [];
    /** The stream as it is recorded, with what these commands add. */
    const history = async (): Promise<readonly RecordedEvent[]> => {
      if (recordedBefore === undefined) return added;
      const recorded = await Array.fromAsync(store.readStream(stream, { toRevision: recordedBefore }));
      return [...recorded, ...added];
    };
    let last: TakenCommand | undefined;
    for (const command of commands) {
      const subject = fold.snapshot;
      const taken = repeats.taken(id, subject, command);
      // Awaited only when it is a promise, which is rare: `await` costs a turn of the microtask queue for each command.
      last = taken instanceof Promise ? await taken : taken;
      if (last !== undefined) {
        await repeats.demand(id, last, command, subject);
        continue;
      }
      demandRevision(id, subject, command, expectedRevision);
      const corrects = command.definition.emits.some((type) => isCorrection(workflow, type));
      const before = corrects ? await history() : undefined;
      const destroys = command.definition.destroys?.(command.input) === true;
      const destroyable = destroys ? await store.ownKeysIn?.(stream) : undefined;
      const decided = decideCommand(
        {
          workflow,
          policy,
          policyDigest,
          random,
          id,
          subject: fold.snapshot,
          now,
          relatedTo,
          history: before && withCorrections(workflow, before),
          destroyable,
        },
        command,
      );
      // Awaited only when related subjects had to be loaded, for the same reason.
      for (const event of decided instanceof Promise ? await decided : decided) {
        const recorded = asRecorded(event, stream, (fold.snapshot?.revision ?? -1) + 1, now);
        added.push(recorded);
        if (before !== undefined && isCorrection(workflow, event.type))
          fold.begin(withCorrections(workflow, await history()));
        else fold.add(recorded);
        demandState(workflow.name, command.name, event.type, fold.snapshot?.state);
        events.push(event);
        if (firstToTell === undefined && isToTell(id, recorded, fold)) firstToTell = recorded.revision;
      }
      if (fold.snapshot !== undefined) demandPhase(workflow, command, fold.snapshot.state);
    }
    return { events, last, reading, firstToTell };
  };

  /** Whether an event causes commands, or has to be compensated if a related subject moved before it was recorded. */
  const isToTell = (id: string, event: RecordedEvent, { snapshot }: Fold<T['state']>): boolean => {
    if (options.onAppended === undefined || snapshot === undefined) return false;
    if (!checksRelated && workflow.compensations?.[event.type] !== undefined) return true;
    const reaction = workflow.reactions?.[event.type];
    return (
      reaction !== undefined &&
      reaction.commands(upcast(workflow.events, event), id, snapshot.state).length > 0
    );
  };

  /** Demands the expected revision, but not of a subject that is not there or not visible to this actor: the refusal would tell of it. */
  const demandRevision = (
    id: string,
    subject: Snapshot<T['state']> | undefined,
    { name, actor }: PreparedCommand<T>,
    expectedRevision: Revision | undefined,
  ): void => {
    if (expectedRevision === undefined || subject?.revision === expectedRevision) return;
    if (subject === undefined) throw new NotFound(workflow.name, id);
    demandVisible({ workflow, state: subject.state, actor }, name);
    throw new WrongExpectedRevision(streamOf(workflow, id), expectedRevision, subject.revision);
  };

  const attempt: Attempt<T> = async (id, commands, expectedRevision, { subject, from }) => {
    const stream = streamOf(workflow, id);
    const [first] = commands;
    const fold = foldOf(workflow, subject);
    let decided: Decided<T>;
    try {
      decided = await decideAll(id, fold, commands, clock.now(), expectedRevision);
    } catch (error) {
      // A snapshot may be older than the stream: a refusal has to be decided on the stream.
      if (from === 'snapshot') return undefined;
      throw error;
    }
    const { events, last, reading, firstToTell } = decided;
    if (events.length === 0) {
      return from === 'snapshot' ? undefined : { outcome: await repeats.outcome(id, last) };
    }
    // After the decision, because a repeat is answered even while the clock is in doubt.
    clock.demandSure?.();
    // Awaited only when it is a promise, which is rare.
    const writable = options.demandWritable?.();
    if (writable !== undefined) await writable;
    try {
      const { revision, position } = await traced('phananh.append', { 'phananh.events': events.length }, () =>
        store.append(stream, events, {
          expectedRevision: subject?.revision ?? 'no-stream',
          ...(checksRelated && reading !== undefined && { related: reading.revisions() }),
        }),
      );
      if (fold.snapshot === undefined) throw new TypeError('an append without a fold');
      const snapshot = { ...fold.snapshot, position };
      await saveSnapshot(options, id, subject?.revision ?? -1, snapshot);
      const from = revision - events.length + 1;
      const outcome = {
        id,
        stream,
        revision,
        position,
        events: events.map((event, index) => ({ id: event.id, type: event.type, revision: from + index })),
        state: snapshot.state,
        replayed: false,
      };
      return { outcome, firstToTell };
    } catch (error) {
      // An expected revision is of this subject only: when a related subject has moved, the command is decided again all the same.
      const isToDecideAgain =
        error instanceof WrongExpectedRevision && (expectedRevision === undefined || error.stream !== stream);
      if (isToDecideAgain) return undefined;
      // Without the stream a repeat cannot be recognised: the store then sees only ids that it has already.
      if (error instanceof EventIdConflict && from !== 'stream') return undefined;
      if (error instanceof EventIdConflict)
        throw new IdempotencyConflict(first?.key ?? first?.commandId ?? '');
      throw error;
    }
  };
  const tryOut: TryOut<T> = async (id, commands, subject) => {
    await decideAll(id, foldOf(workflow, subject), commands, clock.now(), undefined);
  };
  return { attempt, tryOut };
};
