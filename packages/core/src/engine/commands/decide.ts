import {
  AlreadyExists,
  Forbidden,
  InvalidCommand,
  InvalidDecision,
  InvalidEvent,
  InvalidState,
  NotDeclared,
  NotFound,
  OccurredOutOfOrder,
} from '../base/errors.ts';
import { findInexactJson, isPlainObject } from '../base/exact-json.ts';
import { issuesOf } from '../base/input-issues.ts';
import { isList, type JsonObject, type JsonValue } from '../base/json.ts';
import type { Revision } from '../base/places.ts';
import { eventIdOf, type Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { NewEvent, RecordedEvent } from '../log/envelope.ts';
import { demandAllowed, demandVisible } from '../workflow/authorise.ts';
import { compiledSchema } from '../workflow/compiled-schema.ts';
import { refusedBy } from '../workflow/refused.ts';
import type {
  Decision,
  DecisionContext,
  EventOf,
  Reads,
  Refusal,
  RelatedSubjects,
  Workflow,
  WorkflowTypes,
} from '../workflow/workflow.ts';
import type { PreparedCommand } from './prepare.ts';
import type { Snapshot } from './snapshots.ts';

/** Everything that a decision is made on, beside the command. */
export interface DecisionGround<T extends WorkflowTypes> {
  readonly workflow: Workflow<T>;
  readonly policy: T['policy'];
  /** Of the policy and its calendars, for the events. */
  readonly policyDigest?: string | undefined;
  readonly random: Random;
  readonly id: string;
  /** The subject before the command; undefined when there is none. */
  readonly subject: Snapshot<T['state']> | undefined;
  /** The clock's now. */
  readonly now: Instant;
  /** The events so far as they were corrected, for a command that corrects. */
  readonly history?: readonly RecordedEvent[] | undefined;
  /** The values that can be destroyed alone, for a command that does so. */
  readonly destroyable?: ReadonlyMap<Revision, readonly string[]> | undefined;
  /** The related subjects that the command reads. A promise only when some have to be loaded. */
  readonly relatedTo: (
    reads: (found: RelatedSubjects<T>) => Reads<T>,
  ) => RelatedSubjects<T> | Promise<RelatedSubjects<T>>;
}

/**
 * Decides one command. Gives the events to append; a promise of them only when related subjects have to be loaded first. Throws the typed
 * error of the rule that refuses the command.
 */
export const decideCommand = <T extends WorkflowTypes>(
  ground: DecisionGround<T>,
  command: PreparedCommand<T>,
): readonly NewEvent[] | Promise<readonly NewEvent[]> => {
  const { workflow, policy, random, id, subject, history = [], destroyable = nothing } = ground;
  const { definition, name, input, actor } = command;
  if (definition.from !== 'none') {
    if (subject === undefined) throw new NotFound(workflow.name, id);
    demandVisible({ workflow, state: subject.state, actor, policy }, name, definition);
  }
  const now = occurrence(ground, command);
  const revision = (subject?.revision ?? -1) + 1;
  const decideWith = (
    reads: ((found: RelatedSubjects<T>) => Reads<T>) | undefined,
    decide: (context: DecisionContext<T>) => Decision<T>,
  ) => {
    const decideOn = (related: RelatedSubjects<T>): readonly NewEvent[] =>
      envelopes(
        ground,
        command,
        now,
        decide({ id, revision, now, actor, policy, random, related, history, destroyable }),
      );
    if (reads === undefined) return decideOn(noneNamed);
    const related = ground.relatedTo(reads);
    return related instanceof Promise ? related.then(decideOn) : decideOn(related);
  };

  if (definition.from === 'none') {
    // Before the subject is looked at: who may not begin one is not told which there are.
    if (!definition.by.includes(actor.kind) && workflow.imports?.(undefined, actor) !== true) {
      throw new Forbidden(`${actor.kind} may not ${name}`, {
        visible: true,
        command: name,
        by: definition.by,
      });
    }
    demandId(workflow, name, id);
    const { reads } = definition;
    // As if it were not there: who may not begin one, or not this one, is told so, and not that there is one.
    const decided = decideWith(reads && ((found) => reads(input, found, actor)), (context) =>
      definition.decide(input, context),
    );
    if (subject === undefined) return decided;
    const exists = (): never => {
      throw new AlreadyExists(workflow.name, id);
    };
    return decided instanceof Promise ? decided.then(exists) : exists();
  }
  if (subject === undefined) throw new NotFound(workflow.name, id);
  const { state } = subject;
  demandAllowed({ workflow, state, actor, now, policy }, name, definition);
  const { reads } = definition;
  return decideWith(reads && ((found) => reads(input, state, found, actor)), (context) =>
    definition.decide(state, input, context),
  );
};

/** Throws {@link InvalidCommand} for an id under which the subject could not be found: the schema of ids refuses or changes it. */
const demandId = <T extends WorkflowTypes>(workflow: Workflow<T>, command: string, id: string): void => {
  const parsed = compiledSchema(workflow.id).safeParse(id);
  if (parsed.success && parsed.data === id) return;
  const message = parsed.success
    ? `would begin a ${workflow.name} under an id that its schema writes in another way`
    : `would begin a ${workflow.name} under an id that its schema refuses: ${issuesOf(parsed.error)[0]?.message}`;
  throw new InvalidCommand(command, [{ pointer: '', message }]);
};

const nothing: ReadonlyMap<Revision, readonly string[]> = new Map();

const noneNamed = (workflow: string, id: string): never => {
  throw new TypeError(`a decision looks at ${workflow}-${id}, which its reads do not name`);
};

/** When the command happens: not before the last event of the stream, and not in the future. */
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
  { workflow, policyDigest }: DecisionGround<T>,
  command: PreparedCommand<T>,
  occurredAt: Instant,
  decision: Decision<T>,
): readonly NewEvent[] => {
  const { commandId, correlationId, causationId, digest: commandDigest, actor, name, definition } = command;
  const { givenBy } = command;
  demandDecision(workflow.name, name, decision);
  if (isRefusal(decision)) throw refusedBy(workflow, name, definition, decision);
  const metadata = {
    actor,
    ...(givenBy !== undefined && { givenBy }),
    commandId,
    commandDigest,
    correlationId,
    causationId,
    occurredAt,
    command: name,
    ...(policyDigest !== undefined && { policyDigest }),
  };
  return eventsOf(decision).map(({ type, data }, index) => {
    const event = Object.hasOwn(workflow.events, type) ? workflow.events[type] : undefined;
    if (event === undefined || !definition.emits.includes(type)) {
      throw new NotDeclared(`${workflow.name}: ${name} emitted ${type}, which its definition does not name`, {
        workflow: workflow.name,
        command: name,
        event: type,
      });
    }
    const valid = compiledSchema(event.schema).safeParse(data);
    if (!valid.success) throw new InvalidEvent(workflow.name, name, type, issuesOf(valid.error));
    const known = exactData(workflow.name, name, type, valid.data);
    return { id: eventIdOf(commandId, index), type, version: event.version, data: known, metadata };
  });
};

/** Checks the form of a decision: a definition in plain JavaScript, or one made of data, has no types that would. */
const demandDecision = (workflow: string, command: string, decision: unknown): void => {
  const events: readonly unknown[] = Array.isArray(decision) ? decision : [decision];
  if (events.length === 0) throw new InvalidDecision(workflow, command, 'an empty list');
  for (const one of events) {
    const isKnown =
      typeof one === 'object' &&
      one !== null &&
      (('type' in one && typeof one.type === 'string') ||
        (one === decision && 'refused' in one && typeof one.refused === 'string'));
    if (!isKnown) throw new InvalidDecision(workflow, command, inWords(one));
  }
};

const inWords = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  return value instanceof Promise ? 'a promise' : `a value of the kind ${typeof value}`;
};

/**
 * Demands that `evolve` made a state of a decided event, before the event is in the log: a stream that cannot be folded could not be read.
 *
 * @throws {@link InvalidState}
 */
export const demandState = (workflow: string, command: string, event: string, state: unknown): void => {
  if (typeof state === 'object' && state !== null && !(state instanceof Promise)) return;
  throw new InvalidState(workflow, command, event, inWords(state));
};

/** Throws {@link NotDeclared} when a command led to a phase that the workflow, or its `to`, does not name. */
export const demandPhase = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  { name, definition }: Pick<PreparedCommand<T>, 'name' | 'definition'>,
  state: T['state'],
): void => {
  const phase: unknown = workflow.phaseOf(state);
  const isThere = typeof phase === 'string' && Object.hasOwn(workflow.phases, phase);
  if (isThere && (definition.to === undefined || definition.to.includes(phase))) return;
  const said = typeof phase === 'string' ? phase : inWords(phase);
  throw new NotDeclared(
    `${workflow.name}: ${name} led to the phase ${said}, which ${isThere ? 'its `to`' : 'the definition'} does not name`,
    { workflow: workflow.name, command: name, phase: said },
  );
};

const isRefusal = <T extends WorkflowTypes>(decision: Decision<T>): decision is Refusal<T['refusal']> =>
  'refused' in decision;

const eventsOf = <T extends WorkflowTypes>(
  decision: EventOf<T['events']> | readonly EventOf<T['events']>[],
): readonly EventOf<T['events']>[] =>
  // Not a list, so it is one event.
  Array.isArray(decision) ? decision : [decision as EventOf<T['events']>];

/** The data of an event as JSON has it, without fields that are undefined. Nearly always the same object. */
const exactData = (workflow: string, command: string, type: string, data: unknown): JsonObject => {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    // An object, of which JSON carries everything exactly.
    if (findInexactJson(data) === undefined) return data as JsonObject;
    // What it has beside fields that are undefined is looked for in the next line.
    const known = withoutUndefined(data as JsonObject);
    const pointer = findInexactJson(known);
    if (pointer === undefined) return known;
    throw new InvalidEvent(workflow, command, type, [{ pointer, message: 'JSON cannot carry exactly' }]);
  }
  throw new InvalidEvent(workflow, command, type, [{ pointer: '', message: 'is no object' }]);
};

/** JSON has no undefined. */
const withoutUndefined = (data: JsonObject): JsonObject => {
  const known: { [key: string]: JsonValue } = {};
  for (const [key, value] of Object.entries(data)) {
    if (value !== undefined) known[key] = valueWithoutUndefined(value);
  }
  return known;
};

const valueWithoutUndefined = (value: JsonValue): JsonValue => {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(valueWithoutUndefined);
  return isPlainObject(value) ? withoutUndefined(value) : value;
};
