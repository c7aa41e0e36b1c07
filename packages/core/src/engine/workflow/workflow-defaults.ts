import type { z } from 'zod';
import type { Actor } from '../base/actor.ts';
import { isList, type JsonObject, type JsonValue } from '../base/json.ts';
import type { CheckedDefinition } from './check-workflow/issue.ts';
import { shapeIssues } from './check-workflow/shape.ts';
import { fieldNamesOf, fieldsWithin, isPersonalAt } from './schema-fields.ts';
import type { View, WorkflowTypes } from './workflow.ts';

/** A definition as it was given. The types say what it has; a definition that is made of data can have anything. */
type Given = { readonly [member: string]: unknown };

/**
 * A definition with what it leaves out. `WorkflowDefinition` says what each default is; whatever else is missing stays so, and is
 * refused by the check.
 */
export const withDefaults = (given: object): object => {
  const said: Given = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const filled: Given = {
    stateVersion: 1,
    refusals: {},
    phaseOf: ({ phase }: { readonly phase?: unknown }) => phase,
    isOwn: () => true,
    // No default beside `redactions`: it would show what the workflow hides.
    ...(said.redactions === undefined && { present: (id: string, state: object) => ({ ...state, id }) }),
    ...said,
  };
  const views = said.views ?? defaultViews(filled);
  return { audienceOf: audienceByKind(views), ...filled, views };
};

const audienceByKind =
  (views: unknown) =>
  (_: object, actor: Actor | undefined): string | undefined =>
    typeof views === 'object' && views !== null && actor !== undefined && Object.hasOwn(views, actor.kind)
      ? actor.kind
      : undefined;

/** A view for each kind of actor, all alike: what is not personal. None where the definition is of no form to make them from. */
const defaultViews = (filled: Given): { readonly [kind: string]: View<WorkflowTypes> } => {
  if (shapeIssues({ audienceOf: () => undefined, ...filled, views: {} }).length > 0) return {};
  // Its shape was checked just now.
  const { events, fields, commands, actorKinds } = filled as unknown as CheckedDefinition;
  const state = Object.keys(fields).filter((field) => fields[field]?.personal !== true);
  const eventFields = Object.entries(events).map(([type, { schema }]) => [type, shownOf(schema)] as const);
  const hidden = new Set([
    ...Object.keys(fields).filter((field) => fields[field]?.personal === true),
    ...[
      ...Object.values(events).map(({ schema }) => schema),
      ...Object.values(commands).map(inputOf),
    ].flatMap((schema) =>
      fieldsWithin(schema)
        .filter(({ personal }) => personal)
        .map(({ name }) => name),
    ),
  ]);
  const shown = new Set([...state, ...eventFields.flatMap(([, names]) => names)]);
  const view: View<WorkflowTypes> = {
    state,
    events: Object.fromEntries(eventFields),
    actor: ['kind'],
    ...(hidden.size > 0 && {
      shows: Object.fromEntries([...shown].map((field) => [field, (value) => without(value, hidden)])),
    }),
  };
  return Object.fromEntries(Object.keys(actorKinds).map((kind) => [kind, view]));
};

const inputOf = ({ input }: { readonly input: z.ZodType }): z.ZodType => input;

const shownOf = (schema: z.ZodType): readonly string[] =>
  fieldNamesOf(schema).filter((name) => !isPersonalAt(schema, name));

/** The value without the fields of some names, at any depth: a state is made of events, and no schema says of what. */
const without = (value: JsonValue, names: ReadonlySet<string>): JsonValue => {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => without(item, names));
  const kept: { [field: string]: JsonValue } = {};
  // Neither a list nor a plain value.
  for (const [field, inner] of Object.entries(value as JsonObject))
    if (!names.has(field) && inner !== undefined) kept[field] = without(inner, names);
  return kept;
};
