import {
  eventTreesOf,
  type JsonObject,
  type NewEvent,
  type RecordedEvent,
  type SealedTree,
  withSealed,
} from '../engine/index.ts';
import { erasedData, lastLinkOf } from '../personal/index.ts';
import { reportEvents } from './events.ts';
import { linksTo, subjectOf } from './subject-of.ts';

const trees = eventTreesOf(reportEvents);

/** An event with what is personal in it erased, as its store gives it once the key is destroyed. */
export const withoutPersonal = <Event extends Pick<NewEvent, 'type' | 'data'>>(event: Event): Event => {
  const tree = trees.get(event.type);
  return tree === undefined ? event : { ...event, data: erasedData(tree, event.data) };
};

/** The events that say something of a person: what they said, and in a report that they began what others took down for them. */
export const revisionsAbout = (
  history: readonly Pick<RecordedEvent, 'type' | 'data' | 'metadata' | 'revision'>[],
  reportId: string,
  person: string,
): readonly number[] => {
  const [first] = history;
  if (first === undefined) return [];
  const isTheirs =
    first.revision === 0 && (lastLinkOf({ linksTo }, history) ?? subjectOf(first, reportId)) === person;
  const whose = new Set(isTheirs ? [person, `report:${reportId}`] : [person]);
  return history
    .filter((event) => {
      const tree = trees.get(event.type);
      const of = tree && subjectOf(event, reportId);
      return of !== undefined && whose.has(of) && hasPersonal(tree, event.data);
    })
    .map(({ revision }) => revision);
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
