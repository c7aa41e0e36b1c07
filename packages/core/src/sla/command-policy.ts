import { officialOf, projecting, type WorkingCalendar } from '../calendar/index.ts';
import { keptBy } from '../engine/index.ts';
import type { ClockPolicy } from './clock-policy.ts';

/**
 * Commands never stop for a calendar that ends: they are decided on calendars that go on beyond what is announced, and mark what they
 * date there. Everything else (imports, figures, `due`) asks the calendars as they are announced.
 */

type OnCalendars = Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'>;

/** The policy as commands are decided on it. */
export const commandPolicy = <Policy extends OnCalendars>(policy: Policy): Policy =>
  // What stands under a policy is of its own type.
  forCommands(policy) as Policy;

/** The policy on its calendars as they are announced, and no further. */
export const officialPolicy = <Policy extends OnCalendars>(policy: Policy): Policy =>
  official(policy) as Policy;

/** The policy itself where it is on such calendars already. */
const onCalendars = (change: (calendar: WorkingCalendar) => WorkingCalendar) =>
  keptBy((policy: OnCalendars): OnCalendars => {
    const { calendar, calendars, formerCalendars } = policy;
    const isSuch = [calendar, ...calendars, ...formerCalendars].every((one) => change(one) === one);
    if (isSuch) return policy;
    return {
      ...policy,
      calendar: change(calendar),
      calendars: calendars.map(change),
      formerCalendars: formerCalendars.map(change),
    };
  });

const forCommands = onCalendars(projecting);
const official = onCalendars(officialOf);
