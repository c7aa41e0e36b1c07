import type { Actor } from './actor.ts';
import { issuesOfGiven } from './check-workflow/given.ts';
import type { CommandHandler } from './command-handler.ts';
import type { Position, RecordedEvent } from './envelope.ts';
import { InvalidWorkflow, NotDeclared } from './errors.ts';
import type { EventStore } from './event-store.ts';
import { upcast } from './fold.ts';
import { derivedUuid } from './random.ts';
import { idInStream, type Reaction, type Workflow } from './workflow.ts';

/** Reacts to events by giving commands, as the workflows' `reactions` say. */
export interface ProcessManager {
  /** Gives the commands that these events cause. Doing it again changes nothing. */
  react(events: Iterable<RecordedEvent>): Promise<void>;
}

/** The actor of every command that an event causes. */
export const processManagerActor: Actor = { kind: 'system', id: 'process-manager' };

// Handlers of workflows with different types stand side by side here; each is asked about its own events only.
// biome-ignore lint/suspicious/noExplicitAny: `any` is the one type that a handler of every workflow fits.
export type AnyCommandHandler = CommandHandler<any>;

/**
 * The process manager over some command handlers. The id of a command follows from the event that causes it and the
 * command's place among its reactions, so that a repeat, or a second host doing the same, appends nothing.
 */
export const processManager = (handlers: readonly AnyCommandHandler[]): ProcessManager => {
  demandKnownCommands(handlers);
  return {
    react: async (events) => {
      for (const event of events) {
        for (const { workflow } of handlers) {
          const id = idInStream(workflow, event.stream);
          const reaction = workflow.reactions?.[event.type];
          if (id === undefined || reaction === undefined) continue;
          for (const [index, caused] of reaction.commands(upcast(workflow.events, event), id).entries()) {
            const handler = handlers.find((candidate) => candidate.workflow.name === caused.workflow);
            if (handler === undefined || reaction.gives[caused.workflow]?.includes(caused.command) !== true)
              throw notDeclared(workflow.name, event.type, caused);
            await handler.execute(caused.id, caused.command, caused.input, {
              actor: processManagerActor,
              commandId: derivedUuid(`reaction:${event.id}:${index}`),
              correlationId: event.metadata.correlationId,
              causationId: event.id,
            });
          }
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
    const reactions: Required<Workflow>['reactions'] = workflow.reactions ?? {};
    const issues = Object.entries(reactions).flatMap(([type, reaction]) =>
      Object.entries(reaction?.gives ?? {}).flatMap(([name, gives]) => {
        const pointer = `/reactions/${type}/gives/${name}`;
        const other = handlers.find((candidate) => candidate.workflow.name === name);
        return other === undefined
          ? [{ pointer, message: `names ${name}, which is no workflow here` }]
          : issuesOfGiven(other.workflow, pointer, gives);
      }),
    );
    if (issues.length > 0) throw new InvalidWorkflow(workflow.name, issues);
  }
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

/** Runs a process manager over the log from its checkpoint, until the signal. It saves a checkpoint now and then, and when it ends. */
export const runProcessManager = async ({
  manager,
  store,
  checkpoints,
  name,
  signal,
}: {
  readonly manager: ProcessManager;
  readonly store: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly name: string;
  readonly signal: AbortSignal;
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
    await manager.react(events);
    reached = position;
    since += events.length;
    if (since >= eventsPerCheckpoint) await save();
  }
  await save();
};
