import type { Language } from '@phananh/http/pages';

/** The zone of the pages: a day is a day in Viet Nam, wherever the browser and its clock are. */
const timeZone = 'Asia/Ho_Chi_Minh';

const formats = (locale: string) => ({
  day: new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  }),
  moment: new Intl.DateTimeFormat(locale, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }),
  month: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
});
const inLanguage = { vi: formats('vi-VN'), en: formats('en-GB') };

const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** `2026-12-16` with its weekday. */
export const dayText = (day: string, language: Language): string =>
  inLanguage[language].day.format(midnight(day));

/** `16/12`, as it is written in both languages. */
export const shortDayText = (day: string): string => `${day.slice(8)}/${day.slice(5, 7)}`;

/** An instant, to the minute, in Viet Nam. */
export const momentText = (instant: string, language: Language): string =>
  inLanguage[language].moment.format(Date.parse(instant));

/** The name of a month, `2026-12`. */
export const monthText = (month: string, language: Language): string =>
  capitalised(inLanguage[language].month.format(midnight(`${month}-01`)));

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The day of an instant, in Viet Nam. */
export const dayOf = (instant: string): string =>
  new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 10);

/** Some days after a day. */
export const daysAfter = (day: string, days: number): string =>
  new Date(midnight(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((midnight(to) - midnight(from)) / 86_400_000);
