import type { Actor, Instant, NewEvent, RecordedEvent } from '@phananh/core';
import {
  canonicalJson,
  derivedUuid,
  inNormalForm,
  isErased,
  type JsonObject,
  type Step,
  upcast,
} from '@phananh/core/engine';
import {
  type CorrectableField,
  categoryTakenOver,
  correctableIn,
  correctableValue,
  isBeside,
  type ReportEvent,
  reportEvents,
  withoutValues,
} from '@phananh/core/reports';

/** Why rows of a file may say otherwise now than when they were imported, and what says so. */
export interface TakenOver {
  readonly reason: string;
  readonly source: string;
}

/** Something that a row says otherwise of an event than the report has it. */
export interface RowCorrection {
  readonly revision: number;
  readonly field: CorrectableField;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** How a row and its report differ. */
export interface RowDifference {
  readonly corrections: readonly RowCorrection[];
  /** What no correction says: a step more or less between others, or another field. */
  readonly others: readonly string[];
}

/** What follows from other fields, and what is another one whenever a row is read. */
const notOfTheRow: ReadonlySet<string> = new Set([
  'clocks',
  'trackingCode',
  'windowEnds',
  'answerBy',
  'afterDue',
  'previousAgencyId',
]);

/**
 * Holds what a row makes now against what its report has, command by command. Steps that the report has not are no difference: the
 * case goes on.
 *
 * @param recorded as they were corrected before
 */
export const rowDifference = (
  recorded: readonly RecordedEvent[],
  wanted: readonly NewEvent[],
  actor: Actor,
): RowDifference => {
  const own = recorded.filter((event) => !isBeside(event) && event.metadata.actor.id === actor.id);
  const there = Map.groupBy(own, ({ metadata }) => metadata.commandId);
  const made = Map.groupBy(wanted, ({ metadata }) => metadata.commandId);
  const corrections: RowCorrection[] = [];
  const others: string[] = [];
  for (const [commandId, events] of there) {
    const now = made.get(commandId);
    if (now?.length !== events.length || now.some(({ type }, place) => type !== events[place]?.type)) {
      others.push(
        `${events[0]?.type}: ${now === undefined ? 'is in the row no more' : 'came about in another way'}`,
      );
      continue;
    }
    for (const [place, event] of events.entries()) {
      const one = now[place];
      if (one === undefined) continue;
      const found = eventDifference(event, one, place);
      corrections.push(...found.corrections);
      others.push(...found.others);
    }
  }
  return { corrections: inOrder(afterFollowing(corrections, recorded)), others };
};

const eventDifference = (recorded: RecordedEvent, wanted: NewEvent, place: number): RowDifference => {
  const before = upcast(reportEvents, recorded);
  const now = upcast(reportEvents, {
    ...recorded,
    data: wanted.data,
    metadata: { ...recorded.metadata, ...wanted.metadata },
  });
  // The events of a command happened at once: its first one says when.
  const said: JsonObject = before.data;
  // What was erased is not brought back by a row that has it still.
  const fields = correctableIn(before.type).filter(
    (field) => (field !== 'occurredAt' || place === 0) && !isErased(said[field]),
  );
  const corrections = fields.flatMap((field): readonly RowCorrection[] => {
    const [from, to] = [correctableValue(before, field), correctableValue(now, field)];
    return from?.normalize() === to?.normalize() ? [] : [{ revision: before.revision, field, from, to }];
  });
  const was = restOf(before);
  const gone = erasedIn(before);
  // What stays in clear beside an erased value, such as a rounded place, is there to be compared.
  const is = restOf({
    ...now,
    ...withoutValues(
      now,
      gone.map((name) => `/${name}`),
    ),
  });
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const differing = names.filter(
    (name) =>
      !(is[name] === undefined && gone.includes(name)) &&
      canonicalJson(was[name] ?? null) !== canonicalJson(is[name] ?? null),
  );
  return { corrections, others: differing.map((name) => `${before.type}: ${name}`) };
};

const erasedIn = ({ data }: Pick<RecordedEvent, 'data'>): readonly string[] =>
  Object.keys(data).filter((name) => isErased(data[name]));

/** The fields of what an import said of a case that were erased since. */
export const erasedFields = (recorded: readonly RecordedEvent[], actor: Actor): readonly string[] => [
  ...new Set(
    recorded
      .filter((event) => !isBeside(event) && event.metadata.actor.id === actor.id)
      .flatMap((event) => erasedIn(event)),
  ),
];

/** A verification that took its category over follows the one of the submission: what is left to correct of it is from there on. */
const afterFollowing = (
  corrections: readonly RowCorrection[],
  recorded: readonly RecordedEvent[],
): readonly RowCorrection[] => {
  const isOf = (revision: number) => (one: RowCorrection) =>
    one.field === 'category' && one.revision === revision;
  const submitted = corrections.find(isOf(0));
  if (submitted?.to === undefined) return corrections;
  const follower = categoryTakenOver(recorded.map((event) => upcast(reportEvents, event)));
  if (follower === undefined) return corrections;
  const { revision } = follower;
  const wanted = corrections.find(isOf(revision))?.to ?? submitted.from;
  const others = corrections.filter((one) => !isOf(revision)(one));
  const left = { revision, field: 'category', from: submitted.to, to: wanted } as const;
  return wanted === submitted.to ? others : [...others, left];
};

/** What of an event no correction says, and nothing else follows from. */
const restOf = ({ type, data }: ReportEvent): JsonObject => {
  const fields: readonly string[] = correctableIn(type);
  // The agency of a result is that of the assignment.
  const derived = type === 'resolved' || type === 'returned' ? ['agencyId'] : [];
  const rest = Object.entries(data).filter(
    ([name]) => !notOfTheRow.has(name) && !fields.includes(name) && !derived.includes(name),
  );
  return inNormalForm(
    Object.fromEntries(rest.map(([name, value]) => [name, name === 'legacy' ? lastingOf(value) : value])),
  );
};

/** How another system knew a case: not its status, a word of the day, nor its due instant, which is corrected. */
const lastingOf = (legacy: unknown): JsonObject => {
  const { dueAt: _, status: __, ...rest } = legacy as JsonObject;
  return rest;
};

/** Times that move later from the last one on, then those that move earlier from the first one on: none passes another. */
const inOrder = (corrections: readonly RowCorrection[]): readonly RowCorrection[] => {
  const times = corrections.filter(({ field }) => field === 'occurredAt');
  const isLater = ({ from = '', to = '' }: RowCorrection): boolean => to > from;
  return [
    ...times.filter(isLater).toReversed(),
    ...times.filter((one) => !isLater(one)),
    ...corrections.filter(({ field }) => field !== 'occurredAt'),
  ];
};

/**
 * The commands that take corrections over. They happen with the last event that the import knows of: whatever the next file brings
 * comes after it. When they were made, the log says.
 */
export const correctSteps = (
  corrections: readonly RowCorrection[],
  { reason, source }: TakenOver,
  {
    actor,
    recorded,
    wanted,
  }: {
    readonly actor: Actor;
    readonly recorded: readonly RecordedEvent[];
    readonly wanted: readonly NewEvent[];
  },
): readonly Step[] => {
  const known = new Set(recorded.map(({ metadata }) => metadata.commandId));
  const times = [
    ...recorded.map(({ metadata }) => metadata.occurredAt),
    ...wanted
      .filter(({ metadata }) => known.has(metadata.commandId))
      .map(({ metadata }) => metadata.occurredAt),
  ];
  const occurredAt: Instant = times.reduce((last, at) => (at > last ? at : last), '');
  const { stream, revision: last } = recorded.at(-1) ?? { stream: '', revision: 0 };
  return corrections.map(({ revision, field, to }, place) => ({
    command: 'correct',
    input: { revision, field, to: to ?? null, reason, source },
    actor,
    // What is corrected once may be corrected back, and once more.
    commandId: derivedUuid(`${actor.id}:${stream}:correct:${last}:${place}`),
    occurredAt,
  }));
};

/** Fields of citizens. */
const isUnsaid = (field: CorrectableField): boolean => field === 'text';

export const wordsOf = ({ revision, field, from, to }: RowCorrection): string => {
  const which = `event ${revision}: ${field}`;
  return isUnsaid(field) ? which : `${which} ${from ?? 'nothing'}, now ${to ?? 'nothing'}`;
};
