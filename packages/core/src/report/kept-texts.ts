import { type EventView, isErased, isList, type JsonValue, type RecordedEvent } from '../engine/index.ts';
import type { ReportEvent } from './events.ts';
import { subjectOf } from './subject-of.ts';

/** Where a citizen says something in words, and under which name a version of it is kept, which whoever sees the words sees. */
const keptAs = {
  submitted: { field: 'text', as: 'text' },
  'information-provided': { field: 'text', as: 'answer' },
  commented: { field: 'text', as: 'comment' },
  rated: { field: 'comment', as: 'rating' },
  disputed: { field: 'reason', as: 'dispute' },
  withdrawn: { field: 'reason', as: 'withdrawal' },
} as const satisfies {
  readonly [Type in ReportEvent['type']]?: { readonly field: string; readonly as: KeptName };
};

type KeptName = keyof Extract<ReportEvent, { type: 'text-kept' }>['data']['kept'];

type Place = (typeof keptAs)[keyof typeof keptAs];

const placeOf = (type: string): Place | undefined =>
  Object.entries(keptAs).find(([known]) => known === type)?.[1];

/** The names under which versions of a field are kept, as paths in the data of `text-kept`. */
export const keptPathsOf = (field: Place['field']): readonly string[] =>
  Object.values(keptAs).flatMap((place) => (place.field === field ? [`kept.${place.as}`] : []));

/** Words that a person said, of which the office can keep a version without anything personal. */
export interface KeepableText {
  /** Of the event that has them. */
  readonly revision: number;
  readonly type: string;
  readonly field: Place['field'];
  readonly as: KeptName;
  /** Null: they were erased. */
  readonly said: string | null;
  /** The version that was kept last; null: none. */
  readonly kept: string | null;
}

/**
 * What of a report somebody said in words that are theirs: an erasure takes it. Of the office’s own words nothing has to be kept.
 *
 * @param events from the first, as they are up to date; as somebody may see them, what they do not see is not there
 */
export const keepableTexts = (
  events: readonly Pick<EventView, 'type' | 'revision' | 'data' | 'actor'>[],
): readonly KeepableText[] => {
  const texts = new Map<number, KeepableText>();
  for (const { type, revision, data, actor } of events) {
    if (type === 'text-kept') {
      const of = texts.get(Number(data.revision));
      const version = of && partOf(data.kept, of.as);
      if (of !== undefined && typeof version === 'string') texts.set(of.revision, { ...of, kept: version });
      continue;
    }
    const place = placeOf(type);
    // Nobody's key is asked for: whoever it is, of a citizen's words it is some person.
    const whose = place && subjectOf({ type, metadata: { actor: { kind: String(actor.kind), id: '' } } }, '');
    if (place === undefined || whose === undefined) continue;
    const said = data[place.field];
    if (typeof said === 'string' || isErased(said))
      texts.set(revision, { revision, type, ...place, said: isErased(said) ? null : said, kept: null });
  }
  return [...texts.values()];
};

const partOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !isList(value) ? value[name] : undefined;

/** An event with the version that was kept of its words, where those were erased. */
export const withKept = <Event extends RecordedEvent>(
  event: Event,
  kept: Extract<ReportEvent, { type: 'text-kept' }>['data']['kept'],
): Event => {
  const place = placeOf(event.type);
  const version = place && kept[place.as];
  return place === undefined || version === undefined || !isErased(event.data[place.field])
    ? event
    : { ...event, data: { ...event.data, [place.field]: version } };
};
