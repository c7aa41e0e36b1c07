import { z } from 'zod';
import type { Actor } from './actor.ts';
import { commandDigest } from './command-digest.ts';
import { compiledSchema } from './compiled-schema.ts';
import { InvalidCommand, UnknownCommand } from './errors.ts';
import { commandIdOfKey } from './idempotency-key.ts';
import { inWords } from './issue-words.ts';
import type { JsonObject } from './json.ts';
import { issuesOf, personalFields } from './schema.ts';
import { type Instant, isInstant } from './time.ts';
import type { Command, Workflow, WorkflowTypes } from './workflow.ts';

/** Who gives a command, and what ties it to what came before. */
export interface CommandOptions {
  readonly actor: Actor;
  /**
   * 1–128 characters. The same id again gives the first outcome. Absent: the command is taken as new. For whoever makes ids
   * that are nobody else's; a name that somebody chose is an `idempotencyKey`.
   */
  readonly commandId?: string;
  /** 1–128 characters that the actor chose: the same key by the same actor gives the first outcome. Instead of `commandId`. */
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  /** Id of the event that made a process manager give the command. */
  readonly causationId?: string;
  /** When it happened, for an import; others happen now. */
  readonly occurredAt?: Instant;
}

/** One command of several to the same subject. */
export interface Step extends CommandOptions {
  readonly command: string;
  readonly input: unknown;
}

/** A command whose input is known to be valid. */
export interface PreparedCommand<T extends WorkflowTypes> {
  readonly name: string;
  readonly definition: Command<T>;
  readonly input: JsonObject;
  readonly personalFields: readonly string[];
  readonly digest: string;
  readonly commandId: string;
  /**
   * The idempotency key that the id follows from. Before ids were derived from actor and key it was the id itself: what was
   * recorded then is recognised by it.
   */
  readonly key: string | undefined;
  /** Whether who gives it gave it its id: then it may be a repeat. */
  readonly isNamed: boolean;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly actor: Actor;
  /** Absent: it happens now. */
  readonly occurredAt: Instant | undefined;
}

const options = z
  .object({
    actor: z.object({
      kind: z.string().min(1),
      id: z.string().min(1).max(200),
      agencyId: z.string().optional(),
    }),
    commandId: z.string().min(1).max(128).optional(),
    idempotencyKey: z.string().min(1).max(128).optional(),
    correlationId: z.string().min(1).max(128).optional(),
    causationId: z.uuid().optional(),
    occurredAt: z.iso.datetime({ precision: 3 }).optional(),
  })
  .refine(
    ({ commandId, idempotencyKey }) => commandId === undefined || idempotencyKey === undefined,
    'either commandId or idempotencyKey, not both',
  );

const plainId = /^[!-~]{1,128}$/;

/** Whether options are of the simplest right form, so that the schema need not be asked: an import asks half a million times. */
const plainlyValid = ({
  actor,
  commandId,
  idempotencyKey,
  correlationId,
  causationId,
  occurredAt,
}: Step): boolean =>
  typeof actor?.kind === 'string' &&
  actor.kind !== '' &&
  typeof actor.id === 'string' &&
  plainId.test(actor.id) &&
  actor.agencyId === undefined &&
  causationId === undefined &&
  idempotencyKey === undefined &&
  correlationId === undefined &&
  (commandId === undefined || (typeof commandId === 'string' && plainId.test(commandId))) &&
  (occurredAt === undefined || (typeof occurredAt === 'string' && isInstant(occurredAt)));

const demandValidOptions = (step: Step): void => {
  if (plainlyValid(step)) return;
  const parsed = options.safeParse(step, { error: inWords });
  if (!parsed.success) throw new InvalidCommand(step.command, issuesOf(parsed.error));
};

const validInput = (command: string, schema: z.ZodType, given: unknown): JsonObject => {
  const parsed = compiledSchema(schema).safeParse(given, { error: inWords });
  if (!parsed.success) throw new InvalidCommand(command, issuesOf(parsed.error));
  // The schema of an input gives what JSON can say.
  return parsed.data as JsonObject;
};

/** Checks a command's name, input and options. Throws {@link UnknownCommand} or {@link InvalidCommand}. */
export type Prepare<T extends WorkflowTypes> = (id: string | undefined, step: Step) => PreparedCommand<T>;

/** Prepares the commands of a workflow; those without an id get a new one. */
export const preparing = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  newCommandId: () => string,
): Prepare<T> => {
  const personal = new Map(
    Object.entries(workflow.commands).map(([name, { input }]) => [name, personalFields(input)]),
  );
  return (id, step) => {
    const { command: name, actor } = step;
    const definition = Object.hasOwn(workflow.commands, name) ? workflow.commands[name] : undefined;
    if (definition === undefined) throw new UnknownCommand(workflow.name, name);
    demandValidOptions(step);
    const input = validInput(name, definition.input, step.input);
    const fields = personal.get(name) ?? [];
    const key = step.idempotencyKey;
    const commandId = key === undefined ? (step.commandId ?? newCommandId()) : commandIdOfKey(actor, key);
    return {
      name,
      definition,
      input,
      personalFields: fields,
      digest: commandDigest({
        workflow: workflow.name,
        id: definition.from === 'none' ? undefined : id,
        name,
        actor,
        input,
        personalFields: fields,
        occurredAt: step.occurredAt,
      }),
      commandId,
      key,
      isNamed: step.commandId !== undefined || key !== undefined,
      correlationId: step.correlationId ?? commandId,
      causationId: step.causationId ?? null,
      actor,
      occurredAt: step.occurredAt ?? definition.occurredAt?.(input),
    };
  };
};
