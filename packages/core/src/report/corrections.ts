import {
  type Corrections,
  type Erased,
  isErased,
  type JsonObject,
  type JsonValue,
  type RecordedEvent,
  upcast,
} from '../engine/index.ts';
import { type RecordedReportEvent, type ReportEvent, reportEvents } from './events.ts';
import { withKept } from './kept-texts.ts';
import { withoutPersonal, withoutValues } from './personal-of.ts';
import type { CorrectableField } from './values.ts';

type Corrected = Extract<RecordedReportEvent, { type: 'corrected' }>;
type Kept = Extract<RecordedReportEvent, { type: 'text-kept' }>;
type Erasure = Extract<RecordedReportEvent, { type: 'personal-data-erased' }>;

const correcting: ReadonlySet<string> = new Set<ReportEvent['type']>([
  'corrected',
  'personal-data-erased',
  'text-kept',
]);

/** What of an event can be corrected, beside the time at which it happened. */
const fieldsOfType: { readonly [Type in ReportEvent['type']]?: readonly CorrectableField[] } = {
  submitted: ['text', 'category', 'dueAt'],
  verified: ['category'],
  reclassified: ['category'],
  assigned: ['agencyId'],
};

/** What came about a case beside its steps: corrections and photos of an import that was done once more, erasures, and how long they are kept. They stand in nobody's way. */
const beside: ReadonlySet<string> = new Set<ReportEvent['type']>([
  'corrected',
  'attachments-added',
  'personal-data-erased',
  'text-kept',
  'data-held',
  'data-released',
  'retention-ended',
]);
export const isBeside = ({ type }: Pick<RecordedEvent, 'type'>): boolean => beside.has(type);

/** The fields of an event that can be corrected; none of a correction, which another one corrects, and of photos. */
export const correctableIn = (type: ReportEvent['type']): readonly CorrectableField[] =>
  beside.has(type) ? [] : [...(fieldsOfType[type] ?? []), 'occurredAt'];

/** What an event says of a field now; undefined: nothing. */
export const correctableValue = (event: RecordedReportEvent, field: CorrectableField): string | undefined => {
  if (field === 'occurredAt') return event.metadata.occurredAt;
  if (field === 'dueAt') return event.type === 'submitted' ? event.data.legacy?.dueAt : undefined;
  const data: JsonObject = event.data;
  const value = data[field];
  return typeof value === 'string' ? value : undefined;
};

/**
 * An event with another value of a field; of a time, every event of the same command: they happened at once. What follows from it is
 * not in it.
 */
export const withValue = <Event extends RecordedEvent>(
  event: Event,
  field: CorrectableField,
  value: string | Erased | undefined,
): Event => {
  // A report has no event without its time.
  if (field === 'occurredAt')
    return value === undefined || isErased(value)
      ? event
      : { ...event, metadata: { ...event.metadata, occurredAt: value } };
  if (field === 'dueAt') {
    const { legacy } = event.data;
    return { ...event, data: { ...event.data, legacy: set(objectOf(legacy), field, value) } };
  }
  return { ...event, data: set(event.data, field, value) };
};

const objectOf = (value: unknown): JsonObject =>
  // Parts of event data are JSON.
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};

const set = (data: JsonObject, field: string, value: JsonValue | undefined): JsonObject => {
  const { [field]: _, ...others } = data;
  return value === undefined ? others : { ...others, [field]: value };
};

/**
 * The verification that took the category of the submission over: it says the same one. Where the submission is corrected, it follows;
 * a category that it decided itself stays.
 */
export const categoryTakenOver = (
  history: readonly RecordedReportEvent[],
): RecordedReportEvent | undefined => {
  const [submitted] = history;
  if (submitted?.type !== 'submitted') return undefined;
  const verified = history.find(({ type }) => type === 'verified' || type === 'reclassified');
  return verified?.type === 'verified' && verified.data.category === submitted.data.category
    ? verified
    : undefined;
};

/** Whether a correction of a field at a revision is about an event. */
export const isAbout = (
  event: RecordedEvent,
  field: CorrectableField,
  target: Pick<RecordedEvent, 'revision' | 'metadata'>,
): boolean =>
  event.revision === target.revision ||
  (field === 'occurredAt' && event.metadata.commandId === target.metadata.commandId);

const layOne = (events: RecordedEvent[], { data, revision }: Corrected): void => {
  const { field, to, follows = [] } = data;
  const target = events.find((event) => event.revision === data.revision);
  if (target === undefined) return;
  const followsOf = new Map(follows.map(({ revision: of, ...facts }) => [of, facts]));
  for (const [place, event] of events.entries()) {
    // What came after the correction was decided on what it says.
    if (event.revision >= revision) break;
    const said = isAbout(event, field, target) ? withValue(event, field, to[field]) : event;
    const facts = followsOf.get(event.revision);
    events[place] = facts === undefined ? said : { ...said, data: { ...said.data, ...facts } };
  }
};

/** What was erased is gone from its events, also where somebody has read them with a key that was destroyed since. */
const layErasure = (events: RecordedEvent[], { data }: Erasure): void => {
  const erasedIn = new Set(data.revisions);
  const { fields } = data;
  for (const [place, event] of events.entries())
    if (erasedIn.has(event.revision))
      events[place] = fields === undefined ? withoutPersonal(event, data.only) : withoutValues(event, fields);
};

/** Where words were erased, the version that was kept of them stands, whichever of the two was recorded first. */
const layKept = (events: RecordedEvent[], { data }: Kept): void => {
  const place = events.findIndex(({ revision }) => revision === data.revision);
  const event = events[place];
  if (event !== undefined) events[place] = withKept(event, data.kept);
};

/** The events of a report from its first, as the corrections among them say. */
const layCorrections = (recorded: readonly RecordedEvent[]): readonly RecordedEvent[] => {
  const events = [...recorded];
  const kept = new Map<number, Kept>();
  for (const event of recorded) {
    if (!correcting.has(event.type) || event.fault !== undefined) continue;
    const correction = upcast(reportEvents, event);
    if (correction.type === 'corrected') layOne(events, correction);
    if (correction.type === 'personal-data-erased') layErasure(events, correction);
    if (correction.type === 'text-kept') kept.set(correction.data.revision, correction);
  }
  for (const version of kept.values()) layKept(events, version);
  return inOrder(events);
};

/** What came beside the steps came after the one before it, however late that turned out to be. */
const inOrder = (events: readonly RecordedEvent[]): readonly RecordedEvent[] => {
  let last = '';
  return events.map((event) => {
    const { occurredAt } = event.metadata;
    if (isBeside(event) && occurredAt < last)
      return { ...event, metadata: { ...event.metadata, occurredAt: last } };
    last = occurredAt;
    return event;
  });
};

/** What of another system turned out to be otherwise, and that a person was erased, is laid over the history of a report. */
export const reportCorrections: Corrections<ReportEvent['type']> = {
  types: ['corrected', 'personal-data-erased', 'text-kept'],
  // Reports of imports are corrected, and whoever began one may be erased.
  mayFollow: ({ type }) => type === 'submitted',
  lay: layCorrections,
};
