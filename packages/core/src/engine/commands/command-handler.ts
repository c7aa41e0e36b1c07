import { type Actor, normalActor } from '../base/actor.ts';
import { EventIdConflict, IdempotencyConflict, NotFound, WrongExpectedRevision } from '../base/errors.ts';
import type { InTurns } from '../base/in-turns.ts';
import { keyedQueue } from '../base/keyed-queue.ts';
import type { Revision } from '../base/places.ts';
import { type Random, randomUuid, uuidOfCommand } from '../base/random.ts';
import { systemClock, systemRandom } from '../base/system.ts';
import type { Clock, Instant } from '../base/time.ts';
import { asRecorded } from '../log/as-recorded.ts';
import type { NewEvent, RecordedEvent } from '../log/envelope.ts';
import type { EventStore, ReadStreamOptions } from '../log/event-store.ts';
import { allowedCommands, demandVisible } from '../workflow/authorise.ts';
import { checkedWorkflow } from '../workflow/check-workflow/index.ts';
import { streamOf, type Workflow, type WorkflowTypes } from '../workflow/workflow.ts';
import { type DecisionGround, decideCommand, demandPhase, demandState } from './decide.ts';
import { type Fold, foldOf, upcast } from './fold.ts';
import { loadSnapshot, loadSubject, type Snapshots, snapshotKey } from './load.ts';
import type { Outcome } from './outcome.ts';
import type { UpTo } from './past.ts';
import { type CommandOptions, type PreparedCommand, preparing, type Step } from './prepare.ts';
import { type RelatedReading, type RelatedSubject, relatedReading } from './related-subjects.ts';
import { repeatsOf } from './repeats.ts';
import type { Snapshot } from './snapshots.ts';
import { findingIds } from './subject-id.ts';
import type { TakenCommand } from './taken-commands.ts';

export interface CommandHandler<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly policy: T['policy'];
  /** What the decisions take the time from; whoever presents a subject takes it from here too. */
  readonly clock: Clock;
  /** Whether related subjects that a decision read are checked inside the append; else new events may need their compensations. */
  readonly checksRelated: boolean;
  /** Gives a command that begins a subject. `id` is for callers that choose it themselves. */
  create(
    command: string,
    input: unknown,
    options: CommandOptions & { readonly id?: string },
  ): Promise<Outcome<T['state']>>;
  /** Gives a command to a subject. With `expectedRevision` it is refused rather than decided on a newer state. */
  execute(
    id: string,
    command: string,
    input: unknown,
    options: CommandOptions & { readonly expectedRevision?: Revision },
  ): Promise<Outcome<T['state']>>;
  /**
   * Gives commands to one subject, one after another and all or none: what they append is one append. With `assumeNew`
   * nothing is read when the first of them begins the subject; where there is one already, only time is lost.
   */
  executeAll(
    id: string,
    steps: readonly Step[],
    options?: { readonly assumeNew?: boolean },
  ): Promise<Outcome<T['state']>>;
  /** The subject, now or in the past; undefined when there is none. */
  load(id: string, upTo?: UpTo, how?: InTurns): Promise<Snapshot<T['state']> | undefined>;
  /** The events of the subject in order, or those of some revisions. */
  history(
    id: string,
    range?: Pick<ReadStreamOptions, 'fromRevision' | 'toRevision'>,
  ): AsyncIterable<RecordedEvent>;
  allowedCommands(state: T['state'], actor: Actor): readonly string[];
}

export interface CommandHandlerOptions<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly store: EventStore;
  readonly policy: T['policy'];
  readonly clock?: Clock;
  readonly random?: Random;
  readonly snapshots?: Snapshots;
  /** Loads subjects of the other workflows that decisions look at. The workflow's own are there without it. */
  readonly related?: {
    readonly [W in keyof T['related']]?: (id: string) => Promise<RelatedSubject<T['related'][W]>>;
  };
  /**
   * Told of events that cause commands, right after their append and outside the subject's queue. What it throws does not undo the command:
   * a process manager that follows the log does what was left.
   */
  readonly onAppended?: (event: RecordedEvent) => Promise<void>;
  /**
   * Asked right before each append; what it throws refuses the command, repeats of one that is in the log excepted.
   * Undefined: nothing is against it.
   */
  readonly demandWritable?: (() => Promise<void> | undefined) | undefined;
  /** How often a command is decided again when another process was faster. Default 32. */
  readonly maxAttempts?: number;
}

/** The command side of a workflow: load, fold, decide, append at the revision that was decided on. */
export const commandHandler = <T extends WorkflowTypes>(
  options: CommandHandlerOptions<T>,
): CommandHandler<T> => {
  const { workflow, store, policy, clock = systemClock, random = systemRandom(), maxAttempts = 32 } = options;
  // One that was never given to `define` is checked here; for others this costs nothing.
  checkedWorkflow(workflow);
  const queue = keyedQueue();
  const load = (id: string, upTo?: UpTo, how?: InTurns) => loadSubject(options, id, upTo, how);
  const repeats = repeatsOf({ workflow, store, load });
  const idAsRecorded = findingIds(workflow, store);

  const checksRelated = store.checksRelated === true;
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
      reading ??= relatedReading<T>(stream, loadRelated);
      return reading.read(reads);
    };
    let last: TakenCommand | undefined;
    for (const command of commands) {
      const subject = fold.snapshot;
      const taken = repeats.taken(id, subject, command);
      // Not awaited when it is known at once, as nearly always.
      last = taken instanceof Promise ? await taken : taken;
      if (last !== undefined) {
        await repeats.demand(id, last, command, subject);
        continue;
      }
      demandRevision(id, subject, command, expectedRevision);
      const decided = decideCommand(
        { workflow, policy, random, id, subject: fold.snapshot, now, relatedTo },
        command,
      );
      // Not awaited when nothing else was read: a command more should not cost a turn of the microtask queue.
      for (const event of decided instanceof Promise ? await decided : decided) {
        const recorded = asRecorded(event, stream, (fold.snapshot?.revision ?? -1) + 1, now);
        fold.add(recorded);
        demandState(workflow.name, command.name, event.type, fold.snapshot?.state);
        events.push(event);
        if (firstToTell === undefined && isToTell(id, recorded, fold)) firstToTell = recorded.revision;
      }
      if (fold.snapshot !== undefined) demandPhase(workflow, command, fold.snapshot.state);
    }
    return { events, last, reading, firstToTell };
  };

  /** Whether an event causes commands, or has to be looked at once more when it is in the log. */
  const isToTell = (id: string, event: RecordedEvent, { snapshot }: Fold<T['state']>): boolean => {
    if (options.onAppended === undefined || snapshot === undefined) return false;
    if (!checksRelated && workflow.compensations?.[event.type] !== undefined) return true;
    const reaction = workflow.reactions?.[event.type];
    return (
      reaction !== undefined &&
      reaction.commands(upcast(workflow.events, event), id, snapshot.state).length > 0
    );
  };

  const saveSnapshot = async (id: string, before: Revision, after: Snapshot<T['state']>): Promise<void> => {
    const { snapshots } = options;
    if (snapshots === undefined) return;
    const every = snapshots.every ?? 1;
    if (Math.floor((after.revision + 1) / every) === Math.floor((before + 1) / every)) return;
    await snapshots.store.save(streamOf(workflow, id), snapshotKey(workflow), after);
  };

  /** Of what is not there, or not for this actor to see, no revision is told. */
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

  /**
   * What the commands are decided on first: the snapshot as it is, when whatever else is in the stream would refuse the append.
   * A command that was named by who gives it may have been taken already, by another host too, so that the stream is asked.
   */
  const unreadSnapshot = async (
    id: string,
    commands: readonly PreparedCommand<T>[],
  ): Promise<Snapshot<T['state']> | undefined> => {
    const { snapshots } = options;
    const isCurrent = snapshots !== undefined && (snapshots.every ?? 1) === 1;
    if (!isCurrent || commands.some(({ isNamed }) => isNamed)) return undefined;
    return loadSnapshot(snapshots, workflow, id);
  };

  /** One attempt; undefined when it has to be decided again, on what the stream has now. */
  const attempt = async (
    id: string,
    commands: readonly PreparedCommand<T>[],
    expectedRevision: Revision | undefined,
    { subject, from }: Ground<T['state']>,
  ): Promise<Done<T['state']> | undefined> => {
    const stream = streamOf(workflow, id);
    const [first] = commands;
    const fold = foldOf(workflow, subject);
    let decided: Decided<T>;
    try {
      decided = await decideAll(id, fold, commands, clock.now(), expectedRevision);
    } catch (error) {
      // A refusal is true of the stream as it is, not as it was.
      if (from === 'snapshot') return undefined;
      throw error;
    }
    const { events, last, reading, firstToTell } = decided;
    if (events.length === 0) {
      return from === 'snapshot' ? undefined : { outcome: await repeats.outcome(id, last) };
    }
    // After that: a repeat is answered whatever the clock says.
    clock.demandSure?.();
    // Not awaited where it is known at once, as nearly always.
    const writable = options.demandWritable?.();
    if (writable !== undefined) await writable;
    try {
      const { revision, position } = await store.append(stream, events, {
        expectedRevision: subject?.revision ?? 'no-stream',
        ...(checksRelated && reading !== undefined && { related: reading.revisions() }),
      });
      if (fold.snapshot === undefined) throw new TypeError('an append without a fold');
      const snapshot = { ...fold.snapshot, position };
      await saveSnapshot(id, subject?.revision ?? -1, snapshot);
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
      // Whoever demands a revision of the subject demands nothing of the others that the decision looked at.
      const isToDecideAgain =
        error instanceof WrongExpectedRevision && (expectedRevision === undefined || error.stream !== stream);
      if (isToDecideAgain) return undefined;
      // A repeat looks like a conflict to whoever did not read the stream.
      if (error instanceof EventIdConflict && from !== 'stream') return undefined;
      if (error instanceof EventIdConflict)
        throw new IdempotencyConflict(first?.key ?? first?.commandId ?? '');
      throw error;
    }
  };

  const tell = async (stream: string, fromRevision: Revision): Promise<void> => {
    for await (const event of store.readStream(stream, { fromRevision })) await options.onAppended?.(event);
  };

  const run = async (
    id: string,
    commands: readonly PreparedCommand<T>[],
    expectedRevision?: Revision,
    assumeNew = false,
  ): Promise<Outcome<T['state']>> => {
    // Commands of this process to one subject wait for each other instead of conflicting with each other.
    const { outcome, firstToTell } = await queue.run(id, async () => {
      const unread = assumeNew ? undefined : await unreadSnapshot(id, commands);
      const quick =
        unread && (await attempt(id, commands, expectedRevision, { subject: unread, from: 'snapshot' }));
      if (quick !== undefined) return quick;
      for (let attempts = 1; ; attempts++) {
        const ground: Ground<T['state']> =
          assumeNew && attempts === 1
            ? { subject: undefined, from: 'nothing' }
            : { subject: await load(id), from: 'stream' };
        const done = await attempt(id, commands, expectedRevision, ground);
        if (done !== undefined) return done;
        if (attempts >= maxAttempts) {
          const revision = (await load(id))?.revision ?? null;
          throw new WrongExpectedRevision(streamOf(workflow, id), 'the one decided on', revision);
        }
      }
    });
    if (firstToTell !== undefined) await tell(outcome.stream, firstToTell).catch(() => {});
    return outcome;
  };

  const prepareCommand = preparing(workflow, () => randomUuid(clock.now(), random));

  return {
    workflow,
    policy,
    clock,
    checksRelated,
    create: async (name, input, { id, ...rest }) => {
      const command = prepareCommand(undefined, { ...rest, command: name, input });
      const { definition, commandId, occurredAt } = command;
      if (definition.from !== 'none') throw new NotFound(workflow.name, id ?? '(none)');
      const named = id ?? definition.idFrom?.(command.input);
      // An id that was made just now, at random, has no stream: there is nothing to read.
      if (named === undefined && !command.isNamed) {
        return run(randomUuid(clock.now(), random), [command], undefined, true);
      }
      if (named !== undefined) return run(await idAsRecorded(named), [command]);
      return run((await repeats.formerCreation(command)) ?? uuidOfCommand(commandId, occurredAt), [command]);
    },
    execute: async (given, name, input, { expectedRevision, ...rest }) => {
      // Not awaited when it is known at once: a command more should not cost a turn of the microtask queue.
      const found = idAsRecorded(given);
      const id = typeof found === 'string' ? found : await found;
      return run(id, [prepareCommand(id, { ...rest, command: name, input })], expectedRevision);
    },
    executeAll: async (given, steps, { assumeNew = false } = {}) => {
      const found = idAsRecorded(given);
      const id = typeof found === 'string' ? found : await found;
      const commands = steps.map((step) => prepareCommand(id, step));
      return run(id, commands, undefined, assumeNew && commands[0]?.definition.from === 'none');
    },
    load: async (given, upTo, how) => {
      const found = idAsRecorded(given);
      const id = typeof found === 'string' ? found : await found;
      const subject = await load(id, upTo, how);
      // Whoever has looked at a subject often gives it a command next.
      if (subject !== undefined && upTo === undefined) await saveSnapshot(id, -1, subject);
      return subject;
    },
    history: async function* (id, range) {
      yield* store.readStream(streamOf(workflow, await idAsRecorded(id)), range);
    },
    allowedCommands: (state, actor) =>
      allowedCommands({ workflow, state, actor: normalActor(actor), now: clock.now(), policy }),
  };
};

/** The events that commands add, and what the last of the commands did when the stream has taken it already. */
interface Decided<T extends WorkflowTypes> {
  readonly events: readonly NewEvent[];
  readonly last: TakenCommand | undefined;
  /** The other subjects that were looked at. */
  readonly reading: RelatedReading<T> | undefined;
  /** From which revision on events cause commands. */
  readonly firstToTell: Revision | undefined;
}

/** What the caller is told of it, and from which revision on the process manager is. */
interface Done<State> {
  readonly outcome: Outcome<State>;
  readonly firstToTell?: Revision | undefined;
}

/** What commands are decided on, and how sure it is that the stream has no more. */
interface Ground<State> {
  readonly subject: Snapshot<State> | undefined;
  /** Read from the stream; a snapshot that nobody compared with it; nothing, because the subject should be new. */
  readonly from: 'stream' | 'snapshot' | 'nothing';
}
