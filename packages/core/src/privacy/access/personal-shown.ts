import {
  type EventView,
  eventTreesOf,
  isErased,
  isList,
  type JsonObject,
  type JsonValue,
  keptBy,
  type Workflow,
} from '../../engine/index.ts';

/** Which fields of what is shown are personal: those that are sealed in events, where they stand in the subject, and those that the workflow says. */

type Shown = Pick<Workflow, 'events' | 'fields' | 'redactable' | 'views'>;

interface Personal {
  /** Paths in the presented subject. */
  readonly state: readonly string[];
  readonly events: ReadonlyMap<string, readonly string[]>;
}

const personalOf = keptBy(({ events, fields, redactable = {} }: Shown): Personal => {
  const named = Object.entries(fields)
    .filter(([, { personal }]) => personal === true)
    .map(([field]) => field);
  const trees = eventTreesOf(events);
  const sealedIn = (type: string): readonly string[] => [...(trees.get(type)?.fields?.keys() ?? [])];
  const shownAs = Object.entries(redactable).flatMap(([field, places]) =>
    places
      .filter(({ event }) => sealedIn(event).includes(field))
      .flatMap((place) => (place.shownAs === undefined ? [] : [place.shownAs])),
  );
  return {
    state: [...new Set([...named, ...shownAs])],
    events: new Map(Object.keys(events).map((type) => [type, [...new Set([...sealedIn(type), ...named])]])),
  };
});

/** Whether something of a value is there to read, and was not erased. */
const isThere = (value: JsonValue | undefined, path: readonly string[]): boolean => {
  if (value === undefined || value === null || isErased(value)) return false;
  if (isList(value)) return value.some((item) => isThere(item, path));
  const [next, ...others] = path;
  if (next === undefined) return true;
  return typeof value === 'object' && isThere(value[next], others);
};

/** A view that shows something else in a field's place, such as a rounded one, does not show the field. */
const isReplaced = ({ views }: Shown, audience: string, field: string): boolean => {
  const [root = field] = field.split('.');
  return views[audience]?.shows?.[root] !== undefined;
};

/** The personal fields of a subject as it is shown to an audience. */
export const personalInState = (workflow: Shown, audience: string, shown: JsonObject): readonly string[] =>
  personalOf(workflow).state.filter(
    (path) => isThere(shown, path.split('.')) && !isReplaced(workflow, audience, path),
  );

/** The personal fields of events as they are shown to an audience. */
export const personalInEvents = (
  workflow: Shown,
  audience: string,
  shown: readonly EventView[],
): readonly string[] => {
  const found = new Set<string>();
  const { events } = personalOf(workflow);
  for (const { type, data } of shown)
    for (const field of events.get(type) ?? [])
      if (isThere(data, [field]) && !isReplaced(workflow, audience, field)) found.add(field);
  return [...found];
};

interface Changed {
  /** JSON pointer into the subject. */
  readonly pointer: string;
  readonly from?: JsonValue | undefined;
  readonly to?: JsonValue | undefined;
}

/** The personal fields among what changed of a subject, as it is shown to an audience. */
export const personalInChanges = (
  workflow: Shown,
  audience: string,
  changes: readonly Changed[],
): readonly string[] =>
  personalOf(workflow).state.filter(
    (path) =>
      !isReplaced(workflow, audience, path) && changes.some((change) => isChanged(change, path.split('.'))),
  );

const isChanged = ({ pointer, from, to }: Changed, path: readonly string[]): boolean => {
  // Places in a list are in no path.
  const names = pointer.split('/').filter((name) => name !== '' && !/^\d+$/.test(name));
  const isMet = names.every((name, place) => path[place] === undefined || path[place] === name);
  const below = path.slice(names.length);
  return isMet && (isThere(from, below) || isThere(to, below));
};
