import type { Actor } from '../base/actor.ts';
import { NotDeclared } from '../base/errors.ts';
import { isList, type JsonObject, type JsonValue } from '../base/json.ts';
import { keptBy } from '../base/kept-by.ts';
import type { Instant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { Hides, View, Workflow, WorkflowTypes } from '../workflow/workflow.ts';
import { upToDate } from './fold.ts';

/** An event as an audience may see it. */
export interface EventView {
  readonly revision: number;
  readonly position: number;
  /** Absent where the id of who did it is not shown: it follows from that id and their key. */
  readonly eventId?: string;
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: JsonObject;
  /** Who gave the command on behalf of the actor; for those who see who everybody was. */
  readonly givenBy?: JsonObject;
  readonly data: JsonObject;
}

/** Which fields are picked, and of which the whole. */
interface Picked {
  readonly [field: string]: Picked | 'whole';
}

/** The fields that paths name, as a tree. Lists of paths are made once, and so are these. */
const pickedBy = keptBy((paths: readonly string[]): Picked => {
  type Growing = { [field: string]: Growing | 'whole' };
  const root: Growing = {};
  for (const path of paths) {
    let at = root;
    const names = path.split('.');
    for (const [place, name] of names.entries()) {
      const there = at[name];
      if (there === 'whole') break;
      if (place === names.length - 1) at[name] = 'whole';
      else {
        const next: Growing = there ?? {};
        at[name] = next;
        at = next;
      }
    }
  }
  return root;
});

const pick = (from: JsonObject, fields: Picked, { shows = {} }: Pick<View<WorkflowTypes>, 'shows'> = {}) => {
  const result: { [field: string]: JsonValue } = {};
  for (const [field, part] of Object.entries(fields)) {
    const value = from[field];
    if (value === undefined) continue;
    const show = shows[field];
    const shown = show === undefined ? value : show(value, from);
    result[field] = part === 'whole' ? shown : pickWithin(shown, part);
  }
  return result;
};

const pickWithin = (value: JsonValue, part: Picked): JsonValue => {
  if (isList(value)) return value.map((item) => pickWithin(item, part));
  return typeof value === 'object' && value !== null ? pick(value, part) : value;
};

/** The parts of a list of paths: `ratings` of `ratings.grade`. */
export const rootsOf = (paths: readonly string[]): readonly string[] => Object.keys(pickedBy(paths));

/** Whether a view's paths name a field, or a part that it is in, or a part of it. */
export const namesField = (paths: readonly string[], field: string): boolean => {
  let at: Picked | 'whole' | undefined = pickedBy(paths);
  for (const name of field.split('.')) {
    if (at === 'whole' || at === undefined) break;
    at = at[name];
  }
  return at !== undefined;
};

const hidesNothing: Hides = () => false;

/** What is hidden of a subject as it is now. A state never changes: it is asked once. */
export const hidesOf = <T extends WorkflowTypes>(
  { redactions }: Pick<Workflow<T>, 'redactions'>,
  current: T['state'],
): Hides => (redactions === undefined ? hidesNothing : hidesBy(redactions)(current));

type Redactions = NonNullable<Workflow<WorkflowTypes>['redactions']>;

const hidesBy = keptBy((redactions: Redactions) =>
  keptBy((current: WorkflowTypes['state']): Hides => {
    const everywhere = new Set<string>();
    const once = new Set<string>();
    const items = new Set<string>();
    for (const { field, revision, item } of redactions(current)) {
      if (item !== undefined) items.add(`${item} ${field}`);
      else if (revision === undefined) everywhere.add(field);
      else once.add(`${revision} ${field}`);
    }
    const isHidden: Hides = (field, revision, item) =>
      everywhere.has(field) ||
      once.has(`${revision} ${field}`) ||
      (typeof item === 'string' && items.has(`${item} ${field}`));
    return everywhere.size + once.size + items.size === 0 ? hidesNothing : isHidden;
  }),
);

const viewOf = <T extends WorkflowTypes>({ name, views }: Workflow<T>, audience: T['audience']): View<T> => {
  const view: View<T> | undefined = Object.hasOwn(views, audience) ? views[audience] : undefined;
  if (view !== undefined) return view;
  throw new NotDeclared(`${name}: somebody reads as ${audience}, which has no view`, {
    workflow: name,
    audience,
  });
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
  const view = viewOf(workflow, audience);
  const hides = hidesOf(workflow, subject.current ?? subject.state);
  return pick(workflow.present(subject.id, subject.state, { ...context, hides }), pickedBy(view.state), view);
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
  const view = viewOf(workflow, audience);
  const allowed = view.events[event.type];
  if (allowed === undefined || view.hides?.(event) === true) return undefined;
  const hides = hidesOf(workflow, state);
  const { id, type, version, revision, position, metadata } = event;
  const data: { [field: string]: JsonValue | undefined } = pick(event.data, pickedBy(allowed), view);
  for (const field of allowed) {
    if (hides(field, revision)) delete data[field];
    else if (field in data && hides !== hidesNothing)
      data[field] = withoutHidden(data[field], field, revision, hides);
  }
  const actorFields = actorFieldsOf(metadata.actor, view);
  return {
    revision,
    position,
    ...(actorFields.includes('id') && { eventId: id }),
    type,
    version,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    actor: pick({ ...metadata.actor }, pickedBy(actorFields)),
    ...(metadata.givenBy !== undefined &&
      view.actor.includes('id') && { givenBy: pick({ ...metadata.givenBy }, pickedBy(view.actor)) }),
    data: hiddenUnderOtherNames(workflow, event, hides).reduce<JsonObject>(withoutPath, data),
  };
};

/** Paths of an event's data that have hidden words under another name: those of a correction are the words of what it corrects. */
const hiddenUnderOtherNames = <T extends WorkflowTypes>(
  { redactable = {} }: Pick<Workflow<T>, 'redactable'>,
  { type, revision, data }: RecordedEvent,
  hides: Hides,
): readonly string[] =>
  hides === hidesNothing
    ? []
    : Object.entries(redactable).flatMap(([field, places]) =>
        places.flatMap(({ event, at = [], ofRevision }) => {
          const of = ofRevision === undefined ? revision : data[ofRevision];
          if (event !== type || typeof of !== 'number') return [];
          return at.filter((path) => hides(field, of, valueAt(data, path)));
        }),
      );

const valueAt = (data: JsonObject, path: string): JsonValue | undefined => {
  const [field = '', ...rest] = path.split('.');
  const value = data[field];
  if (rest.length === 0 || typeof value !== 'object' || value === null || isList(value)) return value;
  return valueAt(value, rest.join('.'));
};

const withoutPath = (data: JsonObject, path: string): JsonObject => {
  const [field = '', ...rest] = path.split('.');
  const { [field]: value, ...others } = data;
  if (rest.length === 0 || typeof value !== 'object' || value === null || isList(value)) return others;
  return { ...others, [field]: withoutPath(value, rest.join('.')) };
};

/** A list without those of its items that are hidden; another value as it is. */
export const withoutHidden = <Value extends JsonValue | undefined>(
  value: Value,
  field: string,
  revision: number,
  hides: Hides,
): Value | readonly JsonValue[] =>
  value !== undefined && isList(value) ? value.filter((item) => !hides(field, revision, item)) : value;

const actorFieldsOf = <T extends WorkflowTypes>(
  { kind }: Actor,
  { actor: fields, actorOfKind }: View<T>,
): readonly (keyof Actor)[] => {
  const ofKind: { readonly [kind: string]: readonly (keyof Actor)[] | undefined } = actorOfKind ?? {};
  return ofKind[kind] ?? fields;
};
