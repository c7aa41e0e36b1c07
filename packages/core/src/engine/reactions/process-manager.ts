import type { Actor } from '../base/actor.ts';
import {
  AlreadyExists,
  InvalidWorkflow,
  isUnavailable,
  NotDeclared,
  NotFound,
  Refused,
  WrongExpectedRevision,
  WrongPhase,
} from '../base/errors.ts';
import { derivedUuid } from '../base/random.ts';
import type { CommandHandler } from '../commands/command-handler.ts';
import { upcast } from '../commands/fold.ts';
import { relatedReading } from '../commands/related-subjects.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import { demandSound } from '../log/recorded-event.ts';
import { issuesOfGiven } from '../workflow/check-workflow/given.ts';
import { categoryOf, type Gives, idInStream, type Reaction, type Workflow } from '../workflow/workflow.ts';

/** Reacts to events by giving commands, as the workflows' `reactions` say. */
export interface ProcessManager {
  /** Gives the commands that these events cause. Doing it again changes nothing. */
  react(events: Iterable<RecordedEvent>, how?: Reacting): Promise<void>;
  /**
   * The name of the workflow that this host lacks: that of the event's stream, or that of the command. Undefined when it has both.
   * {@link react} passes over events of a stream whose workflow it lacks.
   */
  missingFor(caused: { readonly stream: string; readonly workflow: string | null }): string | undefined;
}

/** How events are reacted to. */
export interface Reacting {
  /**
   * Whether a command is given, by the id of its event and its place among the event's reactions; with `null` in the place of that: whether
   * the event is looked at at all. Default: yes.
   */
  readonly wants?: (eventId: string, index: number | null) => boolean;
  /** Called with each failure. When it returns, the other commands are given; when it throws, they are not. Default: it throws the error. */
  readonly onFailed?: (failed: FailedReaction, event: RecordedEvent) => void;
}

/** A command that an event causes and that could not be given. */
export interface FailedReaction {
  readonly event: Pick<RecordedEvent, 'id' | 'stream' | 'revision' | 'position' | 'type'>;
  /** Its place among the reactions of the event, from 0. Null when `reactions` itself failed. */
  readonly index: number | null;
  readonly command: Pick<Reaction, 'workflow' | 'id' | 'command'> | null;
  readonly error: unknown;
  /** Whether the same command may succeed later, with nothing changed. */
  readonly mayPass: boolean;
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
  demandKnownCommands(handlers.map(({ workflow }) => workflow));
  const handlerOf = (workflow: string, type: string): AnyCommandHandler => {
    const handler = handlers.find((candidate) => candidate.workflow.name === workflow);
    if (handler === undefined)
      throw new TypeError(`${type} concerns a subject of ${workflow}, which is not here`);
    return handler;
  };

  /** The commands that undo an event, decided on the related subjects as they were in the log right before the event. */
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
    { kind, gives }: Caused,
    { workflow, id, command, input, unlessMissing = false }: Reaction,
    index: number,
  ): Promise<void> => {
    if (gives?.[workflow]?.includes(command) !== true)
      throw notDeclared(event, { workflow, id, command, input });
    const given = handlerOf(workflow, event.type).execute(id, command, input, {
      actor: processManagerActor,
      commandId: derivedUuid(`${kind}:${event.id}:${index}`),
      correlationId: event.metadata.correlationId,
      causationId: event.id,
    });
    await given.catch((error: unknown) => {
      if (!(unlessMissing && error instanceof NotFound)) unlessTooLate(error);
    });
  };

  /** The commands that an event causes; undefined for an event of another workflow, and for a type without reactions. */
  const causedBy = async (event: RecordedEvent, handler: AnyCommandHandler): Promise<Caused | undefined> => {
    const id = idInStream(handler.workflow, event.stream);
    if (id === undefined) return undefined;
    // A damaged event has no data to react to.
    demandSound(event);
    const { reactions, compensations } = handler.workflow;
    const reaction = reactions?.[event.type];
    if (reaction === undefined && compensations?.[event.type] === undefined) return undefined;
    const subject = await handler.load(id, { revision: event.revision });
    if (subject === undefined) throw new NotFound(handler.workflow.name, id);
    const known = upcast(handler.workflow.events, event);
    const undoing = await compensating(handler, event, id, subject.state);
    if (undoing.length > 0)
      return { kind: 'compensation', gives: compensations?.[event.type]?.gives, commands: undoing };
    const commands = reaction?.commands(known, id, subject.state) ?? [];
    return { kind: 'reaction', gives: reaction?.gives, commands };
  };

  const reactTo = async (
    event: RecordedEvent,
    handler: AnyCommandHandler,
    { wants = () => true, onFailed = throwing }: Reacting,
  ): Promise<void> => {
    // A closure for the rare failure: most events cause nothing.
    const failed = (index: number | null, command: Reaction | null, error: unknown): void => {
      const { id, stream, revision, position, type } = event;
      const given = command && { workflow: command.workflow, id: command.id, command: command.command };
      const place = { id, stream, revision, position, type };
      onFailed({ event: place, index, command: given, error, mayPass: mayPass(error) }, event);
    };
    let caused: Caused | undefined;
    try {
      caused = await causedBy(event, handler);
    } catch (error) {
      if (wants(event.id, null)) failed(null, null, error);
      return;
    }
    if (caused === undefined || caused.commands.length === 0 || !wants(event.id, null)) return;
    for (const [index, reaction] of caused.commands.entries()) {
      if (!wants(event.id, index)) continue;
      try {
        await give(event, caused, reaction, index);
      } catch (error) {
        failed(index, reaction, error);
      }
    }
  };

  return {
    react: async (events, how = {}) => {
      for (const event of events) for (const handler of handlers) await reactTo(event, handler, how);
    },
    missingFor: ({ stream, workflow }) => {
      const needed = [categoryOf(stream), ...(workflow === null ? [] : [workflow])];
      return needed.find((name) => handlers.every((handler) => handler.workflow.name !== name));
    },
  };
};

/** The commands that an event causes: its reactions, or those that undo it. */
interface Caused {
  readonly kind: 'reaction' | 'compensation';
  readonly gives: Gives | undefined;
  readonly commands: readonly Reaction[];
}

const throwing = ({ error }: FailedReaction): void => {
  throw error;
};

const notDeclared = ({ stream, type }: RecordedEvent, { workflow, command }: Reaction) =>
  new NotDeclared(`${stream}: ${type} causes ${command} of ${workflow}, which its definition does not name`, {
    stream,
    event: type,
    workflow,
    command,
  });

/**
 * Demands that workflows have the commands that reactions of others give to them. Commands to their own were checked with each workflow.
 *
 * @throws {@link InvalidWorkflow}
 */
export const demandKnownCommands = (workflows: readonly AnyCommandHandler['workflow'][]): void => {
  for (const workflow of workflows) {
    const { reactions = {}, compensations = {} }: Pick<Workflow, 'reactions' | 'compensations'> = workflow;
    const issues = Object.entries({ reactions, compensations }).flatMap(([kind, table]) =>
      Object.entries<{ readonly gives: Gives } | undefined>(table).flatMap(([type, causing]) =>
        Object.entries(causing?.gives ?? {}).flatMap(([name, gives]) => {
          const pointer = `/${kind}/${type}/gives/${name}`;
          const other = workflows.find((candidate) => candidate.name === name);
          return other === undefined
            ? [{ pointer, message: `names ${name}, which is no workflow here` }]
            : issuesOfGiven(other, pointer, gives, other.name !== workflow.name);
        }),
      ),
    );
    if (issues.length > 0) throw new InvalidWorkflow(workflow.name, issues);
  }
};

/** Whether a failure may pass by itself. */
const mayPass = (error: unknown): boolean => isUnavailable(error) || error instanceof WrongExpectedRevision;

/**
 * Ignores the refusal of a command that came too late: the event that came first has reactions of its own. A subject that is there already was begun by
 * another one.
 */
const unlessTooLate = (error: unknown): void => {
  if (!(error instanceof Refused || error instanceof WrongPhase || error instanceof AlreadyExists))
    throw error;
};
