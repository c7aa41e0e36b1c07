import type { RecordedEvent, RedactablePlace } from '../engine/index.ts';
import type { ReportEvent } from './events.ts';
import { keptPathsOf } from './kept-texts.ts';

/** What a redaction names: a field everywhere, that of one event, or one photo. */
export type Redacted = Extract<ReportEvent, { type: 'redacted' }>['data'];

type FieldsOf<Type extends ReportEvent['type']> = keyof Extract<ReportEvent, { type: Type }>['data'] & string;

type Places<Field extends string> = {
  readonly [Type in ReportEvent['type']]: Field extends FieldsOf<Type>
    ? { readonly event: Type; readonly shownAs?: string; readonly at?: readonly string[] }
    : never;
}[ReportEvent['type']];

/** What a correction says of another event: its words are hidden with those that they stand for. */
const correctionOf = (field: 'text' | 'category') =>
  ({ event: 'corrected', at: [`from.${field}`, `to.${field}`], ofRevision: 'revision' }) as const;

/** So is a version that was kept with the words that it stands for. */
const keptOf = (field: Parameters<typeof keptPathsOf>[0]) =>
  ({ event: 'text-kept', at: keptPathsOf(field), ofRevision: 'revision' }) as const;

const places = <const Field extends string>(
  field: Field,
  where: readonly (Places<Field> | ReturnType<typeof correctionOf> | ReturnType<typeof keptOf>)[],
) => ({
  field,
  where,
});

/**
 * Fields that `redact` hides, each with every place where it stands. With a revision one event's is hidden: in the history,
 * and in the report where it came from that event. What is hidden here is hidden in lists, cases, searches and files as well.
 */
const table = [
  places('text', [
    { event: 'submitted', shownAs: 'text' },
    { event: 'information-provided' },
    { event: 'commented', shownAs: 'publicComments.text' },
    correctionOf('text'),
    keptOf('text'),
  ]),
  // The area that it names goes with it, unless the centre has said one.
  places('location', [{ event: 'submitted', shownAs: 'location' }]),
  places('category', [
    { event: 'submitted', shownAs: 'category' },
    { event: 'verified', shownAs: 'category' },
    { event: 'reclassified', shownAs: 'category' },
    correctionOf('category'),
  ]),
  places('contact', [{ event: 'submitted', shownAs: 'contact' }]),
  places('devicePosition', [{ event: 'submitted', shownAs: 'devicePosition' }]),
  places('attachments', [
    { event: 'submitted', shownAs: 'attachments' },
    { event: 'information-provided', shownAs: 'attachments' },
    { event: 'attachments-added', shownAs: 'attachments' },
    { event: 'resolved', shownAs: 'resolution.attachments' },
    { event: 'published', shownAs: 'publication.attachments' },
    { event: 'attachment-replaced', shownAs: 'publication.attachments', at: ['replaced'] },
    { event: 'disputed', shownAs: 'disputes.attachments' },
  ]),
  places('question', [{ event: 'information-requested', shownAs: 'awaitingInformation.question' }]),
  places('message', [
    { event: 'rejected', shownAs: 'rejection.message' },
    { event: 'rejection-shared', shownAs: 'rejection.message' },
  ]),
  places('competentBody', [
    { event: 'rejected', shownAs: 'rejection.competentBody' },
    { event: 'rejection-shared', shownAs: 'rejection.competentBody' },
  ]),
  places('note', [{ event: 'assigned' }, { event: 'handed-over' }]),
  places('reason', [
    { event: 'rejected', shownAs: 'rejection.reason' },
    { event: 'rejection-shared', shownAs: 'rejection.reason' },
    { event: 'unmerged' },
    { event: 'recalled' },
    { event: 'returned' },
    { event: 'extension-requested', shownAs: 'pendingExtension.reason' },
    { event: 'extension-granted' },
    { event: 'extension-denied' },
    { event: 'sent-back' },
    { event: 'disputed', shownAs: 'disputes.reason' },
    { event: 'dispute-upheld', shownAs: 'disputes.decisionReason' },
    { event: 'dispute-dismissed', shownAs: 'disputes.decisionReason' },
    { event: 'reclassified' },
    { event: 'attachment-replaced' },
    { event: 'withdrawn' },
    { event: 'unlinked' },
    { event: 'redacted' },
    { event: 're-dated' },
    { event: 'corrected' },
    { event: 'text-kept' },
    keptOf('reason'),
    { event: 'data-held', shownAs: 'hold.reason' },
    { event: 'data-released' },
  ]),
  // A file, a letter: it may have a name in it.
  places('source', [{ event: 'corrected' }]),
  places('result', [{ event: 'resolved', shownAs: 'resolution.result' }]),
  places('publicText', [{ event: 'published', shownAs: 'publication.publicText' }]),
  places('comment', [{ event: 'rated', shownAs: 'ratings.comment' }, keptOf('comment')]),
  places('officer', [
    { event: 'accepted', shownAs: 'assignment.officer' },
    { event: 'handed-over', shownAs: 'assignment.officer' },
  ]),
  places('decisionNo', [
    { event: 'penalty-imposed', shownAs: 'penalties.decisionNo' },
    { event: 'penalty-revoked' },
  ]),
  places('legalBasis', [
    { event: 'penalty-imposed', shownAs: 'penalties.legalBasis' },
    { event: 'penalty-revoked' },
  ]),
] as const;

export const redactablePlaces: ReadonlyMap<string, readonly RedactablePlace<ReportEvent['type']>[]> = new Map(
  table.map(({ field, where }) => [field, where]),
);

export const redactableFields: readonly string[] = [...redactablePlaces.keys()];

const fieldsByEvent: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(table.flatMap(({ where }) => where.map(({ event }) => event)))].map((type) => [
    type,
    table.filter(({ where }) => where.some(({ event }) => event === type)).map(({ field }) => field),
  ]),
);

/** The fields of events that can be hidden. */
export const redactableOf = (types: readonly string[]): readonly string[] => [
  ...new Set(types.flatMap((type) => fieldsByEvent.get(type) ?? [])),
];

/** What of an event a redaction hides: pointers in its data. */
export const hiddenIn = (
  { type, revision, data }: Pick<RecordedEvent, 'type' | 'revision' | 'data'>,
  { field, revision: only }: Pick<Redacted, 'field' | 'revision'>,
): readonly string[] =>
  (redactablePlaces.get(field) ?? []).flatMap(({ event, at = [field], ofRevision }) => {
    const of = ofRevision === undefined ? revision : data[ofRevision];
    return event === type && (only === undefined || of === only)
      ? at.map((path) => `/${path.replaceAll('.', '/')}`)
      : [];
  });

/** The fields of an event that can be hidden, of those that it has. */
export const redactableIn = ({ type, data }: ReportEvent): readonly string[] => {
  const has: { readonly [field: string]: unknown } = data;
  return (fieldsByEvent.get(type) ?? []).filter((field) => has[field] !== undefined);
};
