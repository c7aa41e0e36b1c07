import { inZone, type LocalDay } from '../calendar/index.ts';
import type { Due } from './clock.ts';
import type { ExplainedDay } from './explained-days.ts';
import type { Explanation } from './explanation.ts';
import { type ClockWords, type Language, type Words, words } from './explanation-words.ts';

/**
 * An explanation in words, a line each: what started it, every day, what moved it, the due moment, the verdict.
 *
 * @param own the workflow's own words, in the same language
 */
export const textOfExplanation = <Name extends string, Party extends string>(
  told: Explanation<Name, Party>,
  language: Language,
  own: ClockWords<Name, Party>,
): readonly string[] => {
  const say = words[language](own);
  const explained = inLocalTime(told);
  const { days, due, originalDue, startedAt, startDay, term, calendar } = explained;
  const opening = [
    say.title(explained),
    say.started(explained),
    ...(startDay === null ? [] : [say.firstDay(startDay, explained.receipt === 'deemed-next-working-day')]),
  ];
  if (due === null || originalDue === null) return [...opening, say.noTerm, ...ending(explained, say)];
  if (calendar === null) return [...opening, say.foreignDue(due.at), ...ending(explained, say)];
  return [
    ...opening,
    ...(term === null ? [] : [say.term(term)]),
    say.calendar(calendar),
    ...(calendar.explainedOn === calendar.version ? [] : [say.otherCalendar(calendar)]),
    ...days.map((day) => `  ${dayLine(day, language, own)}`),
    ...explained.pauses.map((pause) => say.pause({ ...pause, startedAt })),
    ...explained.extensions.map(say.extension),
    ...explained.reDatings.map(say.reDating),
    say.due(due.day, due.at),
    ...(originalDue.at === due.at ? [] : [say.originalDue(originalDue.day, originalDue.at)]),
    ...(calendar.inForce === null ? [] : [say.inForce(calendar.inForce)]),
    ...(explained.status === 'confirmed' ? [] : [say.status[explained.status]]),
    ...ending(explained, say),
  ];
};

/** The same with its instants as the clocks of its zone show them. */
const inLocalTime = (told: Explanation): Explanation => {
  const shown = inZone(told.zone);
  // A text for a text, and null for null.
  const local = <At extends string | null>(at: At): At => (at === null ? at : (shown(at) as At));
  const due = (moment: Due | null): Due | null => moment && { ...moment, at: local(moment.at) };
  return {
    ...told,
    asOf: local(told.asOf),
    startedAt: local(told.startedAt),
    originalDue: due(told.originalDue),
    due: due(told.due),
    pauses: told.pauses.map((pause) => ({ ...pause, from: local(pause.from), to: local(pause.to) })),
    extensions: told.extensions.map((extension) => ({ ...extension, at: local(extension.at) })),
    reDatings: told.reDatings.map((reDating) => ({ ...reDating, at: local(reDating.at) })),
    pausedAt: local(told.pausedAt),
    stoppedAt: local(told.stoppedAt),
    cancelledAt: local(told.cancelledAt),
    lateSince: local(told.lateSince),
  };
};

/** Of days that are told without a clock. */
const noWords: ClockWords = { clocks: {}, parties: {}, waitsFor: '–' };

/** One day in words: the date, what it counts, and why, with the source of a day off or a make-up day. */
export const dayLine = (day: ExplainedDay, language: Language, own: ClockWords = noWords): string => {
  const count = day.counted === null ? '–' : `${day.part === 'extension' ? '+' : ''}${day.counted}`;
  const source = day.source.length === 0 ? '' : ` [${day.source.join('; ')}]`;
  return `${weekdayAndDay(day.day, day.weekday, language)}  ${count.padStart(3)}  ${words[language](own).day(day)}${source}`;
};

const ending = (
  { stoppedAt, stoppedBy, cancelledAt, pausedAt, lateSince, verdicts, asOf }: Explanation,
  say: Words,
): readonly string[] => {
  return [
    ...(stoppedAt === null ? [] : [say.stopped(stoppedAt, stoppedBy ?? '')]),
    ...(cancelledAt === null ? [] : [say.cancelled(cancelledAt)]),
    ...(pausedAt === null || stoppedAt !== null ? [] : [say.paused(pausedAt)]),
    ...(lateSince === null ? [] : [say.lateSince(lateSince)]),
    ...(verdicts === null
      ? []
      : [say.verdict(asOf, verdicts.verdict, verdicts.againstOriginal, verdicts.againstInForce)]),
  ];
};

const weekdays = {
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  vi: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
} as const;

const weekdayAndDay = (day: LocalDay, weekday: number, language: Language): string =>
  `${weekdays[language][weekday]} ${day}`;
