import { z } from 'zod';
import { formsOf, inNormalForm, normalText } from '../../unicode/index.ts';
import { type Actor, normalActor } from '../base/actor.ts';
import { InvalidCommand, UnknownCommand } from '../base/errors.ts';
import { issuesOf } from '../base/input-issues.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import { parseInput } from '../base/parse-input.ts';
import { type Instant, isInstant } from '../base/time.ts';
import { compiledSchema } from '../workflow/compiled-schema.ts';
import { personalFields, setFields } from '../workflow/schema.ts';
import type { Command, Workflow, WorkflowTypes } from '../workflow/workflow.ts';
import { commandDigest } from './command-digest.ts';
import { commandIdOfKey } from './idempotency-key.ts';

/** Who gives a command, and what ties it to what came before. */
export interface CommandOptions {
  readonly actor: Actor;
  /** Who gives it on behalf of the actor: recorded beside them, and in no way what is decided on. */
  readonly givenBy?: Actor;
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
  /**
   * Inputs that an earlier version of whoever gives the command made of the same facts: a command that was taken with one of
   * them is this one. Asked for when the digest is another one.
   */
  readonly formerly?: () => readonly unknown[];
}

/** A command whose input is known to be valid. */
export interface PreparedCommand<T extends WorkflowTypes> {
  readonly name: string;
  readonly definition: Command<T>;
  readonly input: JsonObject;
  readonly personalFields: readonly string[];
  readonly digest: string;
  /** Whether the digest in the log is that of this command, as it is computed now or as it was before names were normalised. */
  readonly isOfDigest: (isRecorded: (digest: string) => boolean) => boolean;
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
  readonly givenBy: Actor | undefined;
  /** Absent: it happens now. */
  readonly occurredAt: Instant | undefined;
}

/** Of a surrogate that stands alone no id can be derived, and no store keeps it. */
const id = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), 'not well-formed Unicode: a surrogate stands alone');

const anActor = z.object({ kind: id(200), id: id(200), agencyId: id(200).optional() });

const options = z
  .object({
    actor: anActor,
    givenBy: anActor.optional(),
    commandId: id(128).optional(),
    idempotencyKey: id(128).optional(),
    correlationId: id(128).optional(),
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
  givenBy,
  commandId,
  idempotencyKey,
  correlationId,
  causationId,
  occurredAt,
}: Step): boolean =>
  typeof actor?.kind === 'string' &&
  plainId.test(actor.kind) &&
  typeof actor.id === 'string' &&
  plainId.test(actor.id) &&
  actor.agencyId === undefined &&
  givenBy === undefined &&
  causationId === undefined &&
  idempotencyKey === undefined &&
  correlationId === undefined &&
  (commandId === undefined || (typeof commandId === 'string' && plainId.test(commandId))) &&
  (occurredAt === undefined || (typeof occurredAt === 'string' && isInstant(occurredAt)));

const demandValidOptions = (step: Step): void => {
  if (plainlyValid(step)) return;
  const { input: _, formerly: __, ...given } = step;
  const parsed = parseInput(options, given);
  if (!parsed.success) throw new InvalidCommand(step.command, issuesOf(parsed.error));
};

const validInput = (command: string, schema: z.ZodType, given: unknown): JsonObject => {
  const parsed = parseInput(compiledSchema(schema), given);
  if (!parsed.success) throw new InvalidCommand(command, issuesOf(parsed.error));
  // The schema of an input gives what JSON can say.
  return parsed.data as JsonObject;
};

/**
 * The inputs of a command as versions before took them in: not normalised, lists in the order in which they are given, and as
 * whoever gives it made them then.
 */
const formerInputs = (schema: z.ZodType, { input, formerly }: Step): readonly JsonObject[] =>
  [input, ...(formerly?.() ?? [])].flatMap((given) => {
    const parsed = compiledSchema(schema).safeParse(given);
    return parsed.success ? [inGivenOrder(schema, parsed.data as JsonObject, given)] : [];
  });

/** The actor in every form in which it can have been recorded. */
const formerActors = ({ kind, id, agencyId }: Actor): readonly Actor[] =>
  formsOf(id).flatMap((form): readonly Actor[] =>
    agencyId === undefined
      ? [{ kind, id: form }]
      : formsOf(agencyId).map((agency) => ({ kind, id: form, agencyId: agency })),
  );

const inGivenOrder = (schema: z.ZodType, input: JsonObject, given: unknown): JsonObject => {
  const sets = setFields(schema).filter((field) => input[field] !== undefined);
  const lists = new Map<string, JsonValue>(Object.entries(inNormalForm(given) ?? {}));
  return sets.length === 0
    ? input
    : { ...input, ...Object.fromEntries(sets.map((field) => [field, lists.get(field)])) };
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
    const { command: name } = step;
    const definition = Object.hasOwn(workflow.commands, name) ? workflow.commands[name] : undefined;
    if (definition === undefined) throw new UnknownCommand(workflow.name, name);
    demandValidOptions(step);
    const actor = normalActor(step.actor);
    const input = validInput(name, definition.input, step.input);
    const fields = personal.get(name) ?? [];
    const key = step.idempotencyKey;
    const commandId =
      key === undefined
        ? step.commandId === undefined
          ? newCommandId()
          : normalText(step.commandId)
        : commandIdOfKey(actor, key);
    const digestOf = (given: Pick<Step, 'actor'> & { readonly input: JsonObject }): string =>
      commandDigest({
        workflow: workflow.name,
        id: definition.from === 'none' ? undefined : id,
        name,
        actor: given.actor,
        input: given.input,
        personalFields: fields,
        occurredAt: step.occurredAt,
      });
    const digest = digestOf({ actor, input });
    return {
      name,
      definition,
      input,
      personalFields: fields,
      digest,
      isOfDigest: (isRecorded) =>
        isRecorded(digest) ||
        formerInputs(definition.input, step).some((former) =>
          formerActors(step.actor).some((by) => isRecorded(digestOf({ actor: by, input: former }))),
        ),
      commandId,
      key,
      isNamed: step.commandId !== undefined || key !== undefined,
      correlationId: step.correlationId ?? commandId,
      causationId: step.causationId ?? null,
      actor,
      givenBy: step.givenBy && normalActor(step.givenBy),
      occurredAt: step.occurredAt ?? definition.occurredAt?.(input),
    };
  };
};
