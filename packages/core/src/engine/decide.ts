import { demandAllowed, demandVisible } from './authorise.ts';
import { compiledSchema } from './compiled-schema.ts';
import type { NewEvent } from './envelope.ts';
import {
  AlreadyExists,
  Forbidden,
  InvalidEvent,
  NotDeclared,
  NotFound,
  OccurredOutOfOrder,
} from './errors.ts';
import { isList, type JsonObject, type JsonValue } from './json.ts';
import type { PreparedCommand } from './prepare.ts';
import { eventIdOf, type Random } from './random.ts';
import { refusedBy } from './refused.ts';
import { issuesOf } from './schema.ts';
import type { Snapshot } from './snapshots.ts';
import type { Instant } from './time.ts';
import type {
  Decision,
  DecisionContext,
  EventOf,
  Reads,
  Refusal,
  RelatedSubjects,
  Workflow,
  WorkflowTypes,
} from './workflow.ts';

/** What a decision is made on, beside the command. */
export interface DecisionGround<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly policy: T['policy'];
  readonly random: Random;
  readonly id: string;
  /** The subject so far; undefined when there is none. */
  readonly subject: Snapshot<T['state']> | undefined;
  /** The clock's now. */
  readonly now: Instant;
  /** Loads the related subjects that the command reads. */
  readonly relatedTo: (reads: (found: RelatedSubjects<T>) => Reads<T>) => Promise<RelatedSubjects<T>>;
}

/**
 * Decides one command: the events to append, at once unless related subjects have to be loaded first. Throws the typed error
 * of the rule that says no.
 */
export const decideCommand = <T extends WorkflowTypes>(
  ground: DecisionGround<T>,
  command: PreparedCommand<T>,
): readonly NewEvent[] | Promise<readonly NewEvent[]> => {
  const { workflow, policy, random, id, subject } = ground;
  const { definition, name, input, actor } = command;
  if (definition.from !== 'none') {
    if (subject === undefined) throw new NotFound(workflow.name, id);
    demandVisible({ workflow, state: subject.state, actor }, name);
  }
  const now = occurrence(ground, command);
  const revision = (subject?.revision ?? -1) + 1;
  const decideWith = (
    reads: ((found: RelatedSubjects<T>) => Reads<T>) | undefined,
    decide: (context: DecisionContext<T>) => Decision<T>,
  ) => {
    const decideOn = (related: RelatedSubjects<T>): readonly NewEvent[] =>
      envelopes(ground, command, now, decide({ id, revision, now, actor, policy, random, related }));
    return reads === undefined ? decideOn(noneNamed) : ground.relatedTo(reads).then(decideOn);
  };

  if (definition.from === 'none') {
    if (subject !== undefined) throw new AlreadyExists(workflow.name, id);
    if (!definition.by.includes(actor.kind) && workflow.imports?.(undefined, actor) !== true) {
      throw new Forbidden(`${actor.kind} may not ${name}`, {
        visible: true,
        command: name,
        by: definition.by,
      });
    }
    const { reads } = definition;
    return decideWith(reads && ((found) => reads(input, found)), (context) =>
      definition.decide(input, context),
    );
  }
  if (subject === undefined) throw new NotFound(workflow.name, id);
  const { state } = subject;
  demandAllowed({ workflow, state, actor, now, policy }, name, definition);
  const { reads } = definition;
  return decideWith(reads && ((found) => reads(input, state, found)), (context) =>
    definition.decide(state, input, context),
  );
};

const noneNamed = (workflow: string, id: string): never => {
  throw new TypeError(`a decision looks at ${workflow}-${id}, which its reads do not name`);
};

/** When the command happens: never before what the stream has already, never in the future. */
const occurrence = <T extends WorkflowTypes>(
  { subject, now }: DecisionGround<T>,
  { name, occurredAt, actor }: PreparedCommand<T>,
): Instant => {
  const earliest = subject?.occurredAt ?? '';
  if (occurredAt === undefined) return now < earliest ? earliest : now;
  if (occurredAt > now || occurredAt < earliest) {
    throw new OccurredOutOfOrder(
      occurredAt > now
        ? `${name} by ${actor.id} would have happened at ${occurredAt}, which is in the future`
        : `${name} by ${actor.id} would have happened at ${occurredAt}, before the event of ${earliest}`,
      { command: name, occurredAt, notBefore: earliest || null, now },
    );
  }
  return occurredAt;
};

const envelopes = <T extends WorkflowTypes>(
  { workflow }: DecisionGround<T>,
  command: PreparedCommand<T>,
  occurredAt: Instant,
  decision: Decision<T>,
): readonly NewEvent[] => {
  if (isRefusal(decision)) throw refusedBy(workflow, command.name, decision);
  const { commandId, correlationId, causationId, digest: commandDigest, actor, name, definition } = command;
  const metadata = { actor, commandId, commandDigest, correlationId, causationId, occurredAt };
  return eventsOf(decision).map(({ type, data }, index) => {
    const event = workflow.events[type];
    if (event === undefined || !definition.emits.includes(type)) {
      throw new NotDeclared(`${workflow.name}: ${name} emitted ${type}, which its definition does not name`, {
        workflow: workflow.name,
        command: name,
        event: type,
      });
    }
    const valid = compiledSchema(event.schema).safeParse(data);
    if (!valid.success) throw new InvalidEvent(workflow.name, name, type, issuesOf(valid.error));
    // An event says what JSON can say.
    const known = withoutUndefined(valid.data as JsonObject);
    return { id: eventIdOf(commandId, index), type, version: event.version, data: known, metadata };
  });
};

const isRefusal = <T extends WorkflowTypes>(decision: Decision<T>): decision is Refusal<T['refusal']> =>
  'refused' in decision;

const eventsOf = <T extends WorkflowTypes>(
  decision: EventOf<T['events']> | readonly EventOf<T['events']>[],
): readonly EventOf<T['events']>[] =>
  Array.isArray(decision) ? decision : [decision as EventOf<T['events']>];

/** The data without fields that say nothing: JSON has no undefined. The same object when it has none, as nearly always. */
const withoutUndefined = (data: JsonObject): JsonObject => {
  if (!saysUndefined(data)) return data;
  const known: { [key: string]: JsonValue } = {};
  for (const [key, value] of Object.entries(data)) {
    if (value !== undefined) known[key] = valueWithoutUndefined(value);
  }
  return known;
};

const valueWithoutUndefined = (value: JsonValue): JsonValue => {
  if (isList(value)) return value.map(valueWithoutUndefined);
  return typeof value === 'object' && value !== null ? withoutUndefined(value) : value;
};

const saysUndefined = (value: JsonValue | undefined): boolean => {
  if (typeof value !== 'object' || value === null) return value === undefined;
  if (isList(value)) return value.some(saysUndefined);
  // Neither entries nor keys, which would be an array for each object of each event.
  for (const key in value) if (saysUndefined(value[key])) return true;
  return false;
};
