import { fieldsWithin, isPersonalAt, type NamedField, schemasAt } from '../schema-fields.ts';
import {
  type CheckedDefinition,
  type CheckedView,
  type Entries,
  unknownNames,
  type WorkflowIssue,
} from './issue.ts';

/** Fields that views and redactions name and nothing has, and personal ones that views show without saying so. */
export const viewIssues = (workflow: CheckedDefinition): readonly WorkflowIssue[] => [
  ...unmarkedFields(workflow),
  ...Object.entries(workflow.views).flatMap(([audience, view]) => [
    ...unknownFields(workflow, `/views/${audience}`, view),
    ...personalIssues(workflow, `/views/${audience}`, view),
  ]),
  ...redactableIssues(workflow),
];

/**
 * Fields of the state and of events that have one name, where one side says that it is personal and the other one does not: what
 * is hidden in the state would be told by the history.
 */
const unmarkedFields = ({ events, commands, fields }: CheckedDefinition): readonly WorkflowIssue[] => {
  const named = Object.entries(events).map(([type, { schema }]) => ({ type, within: fieldsWithin(schema) }));
  const personal = new Map(
    named.flatMap(({ type, within }) =>
      within.filter((field) => field.personal).map(({ name }) => [name, type] as const),
    ),
  );
  return [
    ...Object.entries(fields)
      .filter(([field, definition]) => definition.personal === undefined && personal.has(field))
      .map(([field]) => ({
        pointer: `/fields/${field}`,
        message: `does not say whether it is personal, as it is in ${personal.get(field)}`,
      })),
    ...named.flatMap(({ type, within }) => unmarkedWithin(`/events/${type}/schema`, fields, within)),
    // The digest of a command keeps what is not marked, for ever.
    ...Object.entries(commands).flatMap(([name, { input }]) =>
      unmarkedWithin(`/commands/${name}/input`, fields, fieldsWithin(input)),
    ),
  ];
};

const unmarkedWithin = (
  pointer: string,
  fields: CheckedDefinition['fields'],
  within: readonly NamedField[],
): readonly WorkflowIssue[] => {
  const unmarked = within.filter((field) => !field.personal && isPersonalField(fields, field.name));
  return [...new Set(unmarked.map(({ name }) => name))].map((name) => ({
    pointer,
    message: `has ${name}, which is a personal field, and does not mark it with \`personal\``,
  }));
};

const isPersonalField = (fields: CheckedDefinition['fields'], name: string): boolean =>
  Object.hasOwn(fields, name) && fields[name]?.personal === true;

const rootOf = (path: string): string => path.split('.', 1)[0] ?? path;

const isField = ({ fields }: Pick<CheckedDefinition, 'fields'>, path: string): boolean => {
  const root = rootOf(path);
  const field = Object.hasOwn(fields, root) ? fields[root] : undefined;
  return (
    field !== undefined && (path === root || field.parts?.includes(path.slice(root.length + 1)) === true)
  );
};

const isFieldOf = ({ events }: CheckedDefinition, type: string, path: string): boolean => {
  const event = Object.hasOwn(events, type) ? events[type] : undefined;
  return event === undefined || schemasAt(event.schema, path)?.length !== 0;
};

const unknownFields = (
  workflow: CheckedDefinition,
  at: string,
  { state, events, shows = {}, actorOfKind = {} }: CheckedView,
): readonly WorkflowIssue[] => [
  ...state
    .filter((path) => !isField(workflow, path))
    .map((path) => ({
      pointer: `${at}/state`,
      message: `names ${path}, which is no field of this workflow`,
    })),
  ...unknownNames(`${at}/events`, 'event', Object.keys(events), workflow.events),
  ...Object.entries(events).flatMap(([type, paths]) =>
    paths
      .filter((path) => !isFieldOf(workflow, type, path))
      .map((path) => ({
        pointer: `${at}/events/${type}`,
        message: `names ${path}, which is no field of ${type}`,
      })),
  ),
  ...Object.keys(shows)
    .filter((field) => !shownRoots({ state, events }).has(field))
    .map((field) => ({ pointer: `${at}/shows`, message: `names ${field}, which the view does not show` })),
  ...unknownNames(`${at}/actorOfKind`, 'kind of actor', Object.keys(actorOfKind), workflow.actorKinds),
];

const shownRoots = ({ state, events }: Pick<CheckedView, 'state' | 'events'>): ReadonlySet<string> =>
  new Set([...state, ...Object.values(events).flat()].map(rootOf));

/** Personal fields that a view shows and does not say, and those that it says and does not show. */
const personalIssues = (
  { fields, events }: CheckedDefinition,
  at: string,
  view: CheckedView,
): readonly WorkflowIssue[] => {
  const said = view.personal ?? [];
  const isPersonal: Entries<(path: string) => boolean> = {
    state: (path) => isPersonalField(fields, rootOf(path)),
    ...Object.fromEntries(
      Object.entries(events).map(([type, { schema }]) => [
        `events/${type}`,
        (path: string) =>
          isPersonalAt(schema, path) ||
          // Of a field that the schema leaves open, only its name says what it is.
          (schemasAt(schema, path) === undefined &&
            path.split('.').some((name) => isPersonalField(fields, name))),
      ]),
    ),
  };
  const shown = [
    ...view.state.map((path) => ({ place: 'state', path })),
    ...Object.entries(view.events).flatMap(([type, paths]) =>
      paths.map((path) => ({ place: `events/${type}`, path })),
    ),
  ].filter(({ place, path }) => isPersonal[place]?.(path) === true);
  return [
    ...shown
      .filter(({ path }) => !said.includes(rootOf(path)))
      .map(({ place, path }) => ({
        pointer: `${at}/${place}`,
        message: `shows ${path}, which is personal, and the view does not say so in \`personal\``,
      })),
    ...said
      .filter((field) => shown.every(({ path }) => rootOf(path) !== field))
      .map((field) => ({
        pointer: `${at}/personal`,
        message: `names ${field}, which is no personal field that the view shows`,
      })),
  ];
};

const redactableIssues = (workflow: CheckedDefinition): readonly WorkflowIssue[] =>
  Object.entries(workflow.redactable ?? {}).flatMap(([field, places]) =>
    places.flatMap(({ event, shownAs, at = [field], ofRevision }) => {
      const pointer = `/redactable/${field}`;
      return [
        ...unknownNames(pointer, 'event', [event], workflow.events),
        ...[...at, ...(ofRevision === undefined ? [] : [ofRevision])]
          .filter((path) => !isFieldOf(workflow, event, path))
          .map((path) => ({ pointer, message: `names ${event}, which has no field ${path}` })),
        ...(shownAs === undefined || isField(workflow, shownAs)
          ? []
          : [{ pointer, message: `names ${shownAs}, which is no field of this workflow` }]),
      ];
    }),
  );
