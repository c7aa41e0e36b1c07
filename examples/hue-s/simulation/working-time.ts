import type { WorkingCalendar } from '@phananh/core/calendar';

/** The minutes of an office day from its midnight: 7:30–11:30 and 13:00–17:00. */
const sessions = [
  [450, 690],
  [780, 1020],
] as const;
export const minutesOfDay = 480;
const minute = 60_000;

/**
 * Instants on an axis of office minutes: what officers do is planned on it, and the deadlines of the calendar lie on it
 * too. An instant at which nobody works has the place at which work goes on.
 */
export interface WorkingTime {
  /** The place of an instant, in milliseconds since the Unix epoch. */
  placeOf(epoch: number): number;
  /** The instant of a place. Before the midnight that ends the day of the place. */
  instantAt(place: number): number;
}

export const workingTime = ({ numbers }: WorkingCalendar, from: number): WorkingTime => {
  const base = numbers.dayAt(from) - 1;
  return {
    placeOf: (epoch) => {
      const day = numbers.dayAt(epoch);
      const days = numbers.workingDaysBetween(base, day);
      if (!numbers.isWorkingDay(day)) return days * minutesOfDay;
      const now = Math.floor((epoch - numbers.startOf(day)) / minute);
      const worked = sessions.reduce(
        (sum, [start, end]) => sum + Math.min(Math.max(now - start, 0), end - start),
        0,
      );
      return (days - 1) * minutesOfDay + worked;
    },
    instantAt: (place) => {
      const whole = Math.floor(place);
      const day = numbers.addWorkingDays(base, Math.floor(whole / minutesOfDay) + 1);
      const worked = whole % minutesOfDay;
      const [morning, afternoon] = sessions;
      const half = morning[1] - morning[0];
      const at = worked < half ? morning[0] + worked : afternoon[0] + worked - half;
      return numbers.startOf(day) + at * minute;
    },
  };
};
