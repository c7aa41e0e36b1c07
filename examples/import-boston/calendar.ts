import { writeFileSync } from 'node:fs';
import type { CalendarData } from '@phananh/core/calendar';
import { countryCalendar } from '@phananh/core/countries';

/**
 * `node examples/import-boston/calendar.ts` writes `calendar.json`: Massachusetts' public holidays as date-holidays knows them, on
 * Boston's clocks.
 */
export const bostonCalendar = (): CalendarData =>
  countryCalendar({
    country: 'US',
    state: 'MA',
    id: 'boston',
    zone: 'America/New_York',
    years: { from: 2014, to: 2028 },
    compiledOn: '2026-11-29',
  });

export const calendarFile = new URL('calendar.json', import.meta.url);

if (import.meta.main) writeFileSync(calendarFile, `${JSON.stringify(bostonCalendar(), null, 1)}\n`);
