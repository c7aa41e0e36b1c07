import type { SlaPolicy } from '@phananh/core';
import { systemClock } from '@phananh/core/engine';
import { calendarReach } from '@phananh/core/sla';
import type { Finding } from './finding.ts';

/** How far the calendars of the policy reach: a warning from half a year before the end. */
export const checkCalendars = (policy: SlaPolicy, now: string = systemClock.now()): readonly Finding[] =>
  calendarReach(policy, now).map(({ version, coveredTo, daysLeft, endsSoon }): Finding => {
    const found = { what: 'calendar', found: `${version} covers the days to ${coveredTo}` };
    if (!endsSoon) return { ...found, state: 'good' };
    const when = daysLeft < 0 ? `it ended ${-daysLeft} days ago` : `${daysLeft} days are left`;
    return {
      ...found,
      state: 'warning',
      found: `${found.found}: ${when}`,
      todo: 'Due days after it are projected. Start the host with the official year as soon as it is announced (--calendars).',
    };
  });
