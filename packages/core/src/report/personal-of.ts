import {
  eventTreesOf,
  isErased,
  type JsonObject,
  type NewEvent,
  type RecordedEvent,
  type SealedTree,
  withSealed,
} from '../engine/index.ts';
import { erasedData, lastLinkOf } from '../personal/index.ts';
import { isReporter } from './erasure/person.ts';
import { reportEvents } from './events.ts';
import type { RetentionExtent } from './retention/policy.ts';
import { linksTo, subjectOf } from './subject-of.ts';

/** What is taken of an event: how a person is reached and where exactly it was, or everything personal. */
export type ErasedPart = RetentionExtent;

const contactFields: ReadonlySet<string> = new Set(['contact', 'devicePosition', 'location']);

const onlyContact = ({ fields }: SealedTree): SealedTree | undefined => {
  const kept = [...(fields ?? [])].filter(([name]) => contactFields.has(name));
  return kept.length === 0 ? undefined : { fields: new Map(kept) };
};

const trees: { readonly [Part in ErasedPart]: ReadonlyMap<string, SealedTree> } = {
  everything: eventTreesOf(reportEvents),
  contact: new Map(
    [...eventTreesOf(reportEvents)].flatMap(([type, tree]) => {
      const kept = onlyContact(tree);
      return kept === undefined ? [] : [[type, kept] as const];
    }),
  ),
};

/** The sealed values of an event that are taken with a part; undefined: none. */
export const personalTree = (type: string, part: ErasedPart): SealedTree | undefined => trees[part].get(type);

/** Most revisions that one event names: it has to fit into the log. */
export const mostErasedAtOnce = 5_000;

export const pagesOf = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, page) =>
    items.slice(page * size, (page + 1) * size),
  );

/** An event with what is personal in it erased, as its store gives it once the key is destroyed. */
export const withoutPersonal = <Event extends Pick<NewEvent, 'type' | 'data'>>(
  event: Event,
  part: ErasedPart = 'everything',
): Event => {
  const tree = personalTree(event.type, part);
  return tree === undefined ? event : { ...event, data: erasedData(tree, event.data) };
};

/** An event with some of its personal values erased. */
export const withoutValues = <Event extends Pick<NewEvent, 'type' | 'data'>>(
  event: Event,
  pointers: readonly string[],
): Event => {
  const tree = personalTree(event.type, 'everything');
  return tree === undefined ? event : { ...event, data: erasedData(tree, event.data, pointers) };
};

/** The pointers of the personal values of an event that are still there. */
export const personalPointersOf = ({ type, data }: Pick<NewEvent, 'type' | 'data'>): readonly string[] => {
  const found: string[] = [];
  const tree = personalTree(type, 'everything');
  if (tree !== undefined)
    withSealed(tree, data, (value, pointer) => {
      if (!isErased(value)) found.push(pointer);
      return value;
    });
  return found;
};

/**
 * The events that say something of a person: what they said, and in a report that they began what others took down for them.
 *
 * @param of whose, absent: of whoever a term reaches; and what of it
 */
export const revisionsAbout = (
  history: readonly Pick<RecordedEvent, 'type' | 'data' | 'metadata' | 'revision'>[],
  reportId: string,
  { person, part }: { readonly person: string | undefined; readonly part: ErasedPart },
): readonly number[] => {
  const isWanted = person === undefined ? isReporter : isAbout(history, reportId, person);
  return history
    .filter((event) => {
      const tree = personalTree(event.type, part);
      const of = tree && subjectOf(event, reportId);
      return of !== undefined && isWanted(of) && hasPersonal(tree, event.data);
    })
    .map(({ revision }) => revision);
};

const isAbout = (
  history: readonly Pick<RecordedEvent, 'type' | 'data' | 'metadata' | 'revision'>[],
  reportId: string,
  person: string,
): ((subject: string) => boolean) => {
  const [first] = history;
  const isTheirs =
    first?.revision === 0 && (lastLinkOf({ linksTo }, history) ?? subjectOf(first, reportId)) === person;
  const whose = new Set(isTheirs ? [person, `report:${reportId}`] : [person]);
  return (subject) => whose.has(subject);
};

const hasPersonal = (tree: SealedTree | undefined, data: JsonObject): boolean => {
  let found = false;
  if (tree !== undefined)
    withSealed(tree, data, (value) => {
      found = true;
      return value;
    });
  return found;
};
