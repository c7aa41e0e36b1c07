import type { Actor } from './actor.ts';
import { issuesOfGiven } from './check-workflow/given.ts';
import type { CommandHandler } from './command-handler.ts';
import type { Position, RecordedEvent } from './envelope.ts';
import {
  InvalidWorkflow,
  isUnavailable,
  NotDeclared,
  NotFound,
  Refused,
  WrongExpectedRevision,
  WrongPhase,
} from './errors.ts';
import type { EventStore } from './event-store.ts';
import { upcast } from './fold.ts';
import { derivedUuid } from './random.ts';
import { demandSound } from './recorded-event.ts';
import { relatedReading } from './related-subjects.ts';
import { type Gives, idInStream, type Reaction, type Workflow } from './workflow.ts';

/** Reacts to events by giving commands, as the workflows' `reactions` say. */
export interface ProcessManager {
  /**
   * Gives the commands that these events cause. Doing it again changes nothing.
   *
   * @param onPassed told of an event that cannot be reacted to, now or later: it cannot be read, or what it causes is refused.
   * The others are gone on with then; without it the error is thrown. What another attempt may mend is thrown either way.
   */
  react(events: Iterable<RecordedEvent>, onPassed?: (passed: PassedEvent) => void): Promise<void>;
}

/** An event that a process manager has gone past without the command that it causes, or may cause. */
export interface PassedEvent {
  readonly event: Pick<RecordedEvent, 'id' | 'stream' | 'revision' | 'position' | 'type'>;
  readonly error: unknown;
}

/** The actor of every command that an event causes. */
export const processManagerActor: Actor = { kind: 'system', id: 'process-manager' };

// Handlers of workflows with different types stand side by side here; each is asked about its own events only.
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type that a handler of every workflow fits.
export type AnyCommandHandler = CommandHandler<any>;

/**
 * The process manager over some command handlers. The id of a command follows from the event that causes it and the
 * command's place among its reactions, so that a repeat, or a second host doing the same, appends nothing.
 *
 * An event that broke a rule on related subjects is compensated instead: it causes nothing else. A store that checks them inside the
 * append records no such event any more, but its log may have some from before it did, or be a copy of one that does not.
 */
export const processManager = (handlers: readonly AnyCommandHandler[]): ProcessManager => {
  demandKnownCommands(handlers);
  const handlerOf = (workflow: string, type: string): AnyCommandHandler => {
    const handler = handlers.find((candidate) => candidate.workflow.name === workflow);
    if (handler === undefined)
      throw new TypeError(`${type} concerns a subject of ${workflow}, which is not here`);
    return handler;
  };

  /** What undoes an event, judged by how the related subjects stood in the log right before it. */
  const compensating = async (
    { workflow }: AnyCommandHandler,
    event: RecordedEvent,
    id: string,
    state: object,
  ): Promise<readonly Reaction[]> => {
    const compensation = workflow.compensations?.[event.type];
    if (compensation === undefined) return [];
    const reading = relatedReading(event.stream, (name, other) =>
      handlerOf(name, event.type).load(other, { before: event.position }),
    );
    const known = upcast(workflow.events, event);
    const related = await reading.read((found) => compensation.reads(known, id, state, found));
    return compensation.commands(known, id, state, related);
  };

  const give = async (
    event: RecordedEvent,
    kind: 'reaction' | 'compensation',
    causing: AnyCommandHandler,
    caused: readonly Reaction[],
  ): Promise<void> => {
    const gives = causing.workflow[`${kind}s`]?.[event.type]?.gives;
    for (const [index, reaction] of caused.entries()) {
      const { workflow, id, command, input } = reaction;
      if (gives?.[workflow]?.includes(command) !== true)
        throw notDeclared(causing.workflow.name, event.type, reaction);
      const given = handlerOf(workflow, event.type).execute(id, command, input, {
        actor: processManagerActor,
        commandId: derivedUuid(`${kind}:${event.id}:${index}`),
        correlationId: event.metadata.correlationId,
        causationId: event.id,
      });
      await given.catch(unlessTooLate);
    }
  };

  const reactTo = async (event: RecordedEvent, handler: AnyCommandHandler): Promise<void> => {
    const id = idInStream(handler.workflow, event.stream);
    if (id === undefined) return;
    // What it would have caused is not known.
    demandSound(event);
    const { reactions, compensations } = handler.workflow;
    const reaction = reactions?.[event.type];
    if (reaction === undefined && compensations?.[event.type] === undefined) return;
    const subject = await handler.load(id, { revision: event.revision });
    if (subject === undefined) throw new NotFound(handler.workflow.name, id);
    const known = upcast(handler.workflow.events, event);
    const undoing = await compensating(handler, event, id, subject.state);
    if (undoing.length > 0) await give(event, 'compensation', handler, undoing);
    else await give(event, 'reaction', handler, reaction?.commands(known, id, subject.state) ?? []);
  };

  return {
    react: async (events, onPassed) => {
      for (const event of events) {
        try {
          for (const handler of handlers) await reactTo(event, handler);
        } catch (error) {
          if (onPassed === undefined || mayPass(error)) throw error;
          const { id, stream, revision, position, type } = event;
          onPassed({ event: { id, stream, revision, position, type }, error });
        }
      }
    },
  };
};

const notDeclared = (workflow: string, event: string, { workflow: other, command }: Reaction) =>
  new NotDeclared(`${workflow}: ${event} causes ${command} of ${other}, which its definition does not name`, {
    workflow,
    event,
    command,
  });

/** Throws for reactions that give what another workflow does not have. What they give to their own was looked at before. */
const demandKnownCommands = (handlers: readonly AnyCommandHandler[]): void => {
  for (const { workflow } of handlers) {
    const { reactions = {}, compensations = {} }: Pick<Workflow, 'reactions' | 'compensations'> = workflow;
    const issues = Object.entries({ reactions, compensations }).flatMap(([kind, table]) =>
      Object.entries<{ readonly gives: Gives } | undefined>(table).flatMap(([type, causing]) =>
        Object.entries(causing?.gives ?? {}).flatMap(([name, gives]) => {
          const pointer = `/${kind}/${type}/gives/${name}`;
          const other = handlers.find((candidate) => candidate.workflow.name === name);
          return other === undefined
            ? [{ pointer, message: `names ${name}, which is no workflow here` }]
            : issuesOfGiven(other.workflow, pointer, gives);
        }),
      ),
    );
    if (issues.length > 0) throw new InvalidWorkflow(workflow.name, issues);
  }
};

/** Whether the same may go well another time. */
const mayPass = (error: unknown): boolean => isUnavailable(error) || error instanceof WrongExpectedRevision;

/** Something came first that makes the command needless, and whatever that was causes what there is to do now. */
const unlessTooLate = (error: unknown): void => {
  if (!(error instanceof Refused || error instanceof WrongPhase)) throw error;
};

/** Where a follower of the log keeps how far it has come. */
export interface CheckpointStore {
  load(name: string): Promise<Position | undefined>;
  save(name: string, position: Position): Promise<void>;
}

/**
 * So many events at most are looked at again after a crash. Each save is a write that the host's thread waits for, and
 * that waits for whoever writes to the same file.
 */
const eventsPerCheckpoint = 10_000;

/**
 * Runs a process manager over the log from its checkpoint, until the signal. It saves a checkpoint now and then, and when it
 * ends. One event that cannot be reacted to holds up none of the others.
 */
export const runProcessManager = async ({
  manager,
  store,
  checkpoints,
  name,
  signal,
  onPassed,
}: {
  readonly manager: ProcessManager;
  readonly store: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly name: string;
  readonly signal: AbortSignal;
  /** Told of each event that was gone past. */
  readonly onPassed: (passed: PassedEvent) => void;
}): Promise<void> => {
  let saved = await checkpoints.load(name);
  let reached = saved;
  let since = 0;
  const save = async (): Promise<void> => {
    if (reached === undefined || reached === saved) return;
    await checkpoints.save(name, reached);
    saved = reached;
    since = 0;
  };
  for await (const { events, position } of store.subscribe({
    ...(saved !== undefined && { after: saved }),
    signal,
  })) {
    await manager.react(events, onPassed);
    reached = position;
    since += events.length;
    if (since >= eventsPerCheckpoint) await save();
  }
  await save();
};
