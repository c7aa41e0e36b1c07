import {
  erased,
  idInStream,
  isErased,
  isList,
  type JsonObject,
  type JsonValue,
  type RecordedEvent,
  type SealedField,
  type SealedTree,
  withSealed,
} from '../engine/index.ts';
import { lastLinkOf } from './links.ts';
import { type SealedWorkflow, treesOf } from './sealing-events.ts';

/**
 * Data with every sealed value in it erased, as their store gives it once the key is destroyed.
 *
 * @param pointers of the values that are, and of no other one. Default: every one
 */
export const erasedData = (tree: SealedTree, data: JsonObject, pointers?: readonly string[]): JsonObject =>
  withSealed(tree, data, (value, pointer, field) =>
    pointers === undefined || pointers.includes(pointer) ? erasedValue(value, pointer, field) : value,
  );

const erasedValue = (value: JsonValue, _: string, { beside }: SealedField): JsonValue => {
  if (isErased(value)) return value;
  if (beside === undefined || typeof value !== 'object' || value === null || isList(value)) return erased;
  return { ...beside(value), ...erased };
};

/**
 * The events of one subject with everything of a person erased: what they said, and in a subject that they began what others took down. Also where
 * somebody has read them with a key that was destroyed since.
 *
 * @param history from the first event on
 */
export const withoutSubject = (
  workflow: SealedWorkflow,
  history: readonly RecordedEvent[],
  person: string,
): readonly RecordedEvent[] => {
  const { subjectOf, events, name } = workflow;
  const [first] = history;
  const id = first && idInStream(workflow, first.stream);
  if (first === undefined || id === undefined || subjectOf === undefined) return history;
  const isTheirs = first.revision === 0 && (lastLinkOf(workflow, history) ?? subjectOf(first, id)) === person;
  const whose = new Set<string | undefined>(isTheirs ? [person, `${name}:${id}`] : [person]);
  const trees = treesOf(events);
  return history.map((event) => {
    const tree = trees.get(event.type);
    return tree === undefined || !whose.has(subjectOf(event, id))
      ? event
      : { ...event, data: erasedData(tree, event.data) };
  });
};
