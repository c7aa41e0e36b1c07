import { isLocalDay, type WorkingCalendar } from '@phananh/core/calendar';

export const units = ['working-day', 'calendar-day', 'month', 'year', 'working-hour'] as const;

export type Unit = (typeof units)[number];

export const isUnit = (unit: unknown): unit is Unit => units.some((known) => known === unit);

/** A start as people and programs write it: an instant with its offset, or a local day. */
export const instantOfStart = (calendar: WorkingCalendar, start: string): string =>
  isLocalDay(start) ? calendar.startOf(start) : start;
