import type { CalendarData } from './calendar-data.ts';
import type { LocalDay } from './local-day.ts';

/**
 * The calendar as it was known on a day, as a version of its own: without what was announced later. Days whose sources
 * do not say since when they are known are kept. The two halves of a swap come and go together.
 */
export const calendarKnownOn = (data: CalendarData, day: LocalDay): CalendarData => {
  const isKnown = ({ knownSince }: { readonly knownSince?: LocalDay | null | undefined }): boolean =>
    knownSince == null || knownSince <= day;
  const later = new Set(
    data.makeUpWorkingDays.filter((made) => !isKnown(made)).map(({ insteadOf }) => insteadOf),
  );
  const daysOff = data.daysOff.filter(
    (off) => isKnown(off) && (off.kind !== 'swapped-off' || !later.has(off.date)),
  );
  const off = new Set(daysOff.map(({ date }) => date));
  return {
    ...data,
    compiledOn: day,
    daysOff,
    ...(data.partDaysOff && { partDaysOff: data.partDaysOff.filter(isKnown) }),
    makeUpWorkingDays: data.makeUpWorkingDays.filter((made) => isKnown(made) && off.has(made.insteadOf)),
  };
};

/** What an overlay changes of a calendar. */
export type CalendarOverlay = Pick<CalendarData, 'compiledOn'> &
  Partial<Pick<CalendarData, 'id' | 'weeklyRestDays' | 'sessions' | 'patterns' | 'sources'>> & {
    readonly daysOff?: CalendarData['daysOff'];
    readonly partDaysOff?: CalendarData['partDaysOff'];
    readonly makeUpWorkingDays?: CalendarData['makeUpWorkingDays'];
    /** Days off of the calendar below that are worked here. */
    readonly worked?: readonly LocalDay[];
  };

/**
 * Another calendar over the same days: a company that works on Saturdays, a storm closure, the make-up days that a
 * library does not know. A day of the overlay replaces one of the calendar below.
 */
export const overlaid = (data: CalendarData, overlay: CalendarOverlay): CalendarData => {
  const { daysOff = [], partDaysOff = [], makeUpWorkingDays = [], worked = [], sources, ...rest } = overlay;
  const off = new Set(daysOff.map(({ date }) => date));
  const made = new Set(makeUpWorkingDays.map(({ date }) => date));
  const inPart = new Set(partDaysOff.map(({ date }) => date));
  const { partDaysOff: below = [], ...kept } = data;
  const partsBelow = below.filter(
    ({ date }) => !off.has(date) && !inPart.has(date) && !worked.includes(date),
  );
  const byDate = (a: { readonly date: string }, b: { readonly date: string }): number =>
    a.date < b.date ? -1 : 1;
  return {
    ...kept,
    ...rest,
    sources: { ...data.sources, ...sources },
    daysOff: [
      ...data.daysOff.filter(
        ({ date }) => !off.has(date) && !made.has(date) && !worked.includes(date) && !inPart.has(date),
      ),
      ...daysOff,
    ].sort(byDate),
    ...(partsBelow.length + partDaysOff.length > 0 && {
      partDaysOff: [...partsBelow, ...partDaysOff].sort(byDate),
    }),
    makeUpWorkingDays: [
      ...data.makeUpWorkingDays.filter(({ date }) => !off.has(date) && !made.has(date)),
      ...makeUpWorkingDays,
    ].sort(byDate),
  };
};
