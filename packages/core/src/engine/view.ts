import type { Actor } from './actor.ts';
import type { RecordedEvent } from './envelope.ts';
import { upToDate } from './fold.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Instant } from './time.ts';
import type { Redaction, Workflow, WorkflowTypes } from './workflow.ts';

/** An event as an audience may see it. */
export interface EventView {
  readonly revision: number;
  readonly position: number;
  readonly eventId: string;
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: JsonObject;
  readonly data: JsonObject;
}

const pick = (from: JsonObject, fields: readonly string[]): JsonObject => {
  const picked: { [field: string]: JsonValue } = {};
  for (const field of fields) {
    const value = from[field];
    if (value !== undefined) picked[field] = value;
  }
  return picked;
};

/**
 * The subject as an audience may see it: the fields of its allow-list, less what is redacted.
 *
 * @param subject `current` is the subject as it is now when `state` is of the past: what is redacted today is hidden there too
 */
export const subjectFor = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  audience: T['audience'],
  subject: { readonly id: string; readonly state: T['state']; readonly current?: T['state'] },
  context: { readonly now: Instant; readonly policy: T['policy'] },
): JsonObject => {
  const shown = pick(workflow.present(subject.id, subject.state, context), workflow.views[audience].state);
  const redactions = workflow.redactions?.(subject.current ?? subject.state) ?? [];
  return redactions.length === 0 ? shown : withoutRedacted(shown, redactions);
};

/** A redaction of one revision hides its field in what carries that revision, any other one everywhere. */
const withoutRedacted = (from: JsonObject, redactions: readonly Redaction[]): JsonObject => {
  const hidden = new Set(
    redactions
      .filter(({ revision }) => revision === undefined || revision === from.revision)
      .map(({ field }) => field),
  );
  return Object.fromEntries(
    Object.entries(from)
      .filter(([field]) => !hidden.has(field))
      .map(([field, value]) => [
        field,
        value === undefined ? value : valueWithoutRedacted(value, redactions),
      ]),
  );
};

const valueWithoutRedacted = (value: JsonValue, redactions: readonly Redaction[]): JsonValue => {
  if (Array.isArray(value)) return value.map((item: JsonValue) => valueWithoutRedacted(item, redactions));
  return typeof value === 'object' && value !== null
    ? withoutRedacted(value as JsonObject, redactions)
    : value;
};

/**
 * The event as an audience may see it, or undefined when it may not.
 *
 * @param state the subject as it is now: what is redacted today is hidden in the past too
 */
export const eventFor = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  audience: T['audience'],
  state: T['state'],
  recorded: RecordedEvent,
): EventView | undefined => {
  const event = upToDate(workflow.events, recorded);
  const view = workflow.views[audience];
  const allowed = view.events[event.type];
  if (allowed === undefined || view.hides?.(event) === true) return undefined;
  const hidden = new Set(
    (workflow.redactions?.(state) ?? [])
      .filter(({ revision }) => revision === undefined || revision === event.revision)
      .map(({ field }) => field),
  );
  const { id, type, version, revision, position, metadata } = event;
  return {
    revision,
    position,
    eventId: id,
    type,
    version,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    actor: actorFor(metadata.actor, view.actor),
    data: pick(
      event.data,
      allowed.filter((field) => !hidden.has(field)),
    ),
  };
};

const actorFor = (actor: Actor, fields: readonly (keyof Actor)[]): JsonObject => pick({ ...actor }, fields);
