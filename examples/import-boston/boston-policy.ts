import { readFileSync } from 'node:fs';
import type { SlaPolicy } from '@phananh/core';
import { compileCalendar, parseCalendar } from '@phananh/core/calendar';
import { slaPolicy } from '@phananh/core/reports';
import { calendarFile } from './calendar.ts';

/** What `--policy policy.json --calendars calendar.json` puts in force. */
export const bostonPolicy = (): SlaPolicy =>
  slaPolicy(JSON.parse(readFileSync(new URL('policy.json', import.meta.url), 'utf8')), [
    compileCalendar(parseCalendar(readFileSync(calendarFile, 'utf8'))),
  ]);
