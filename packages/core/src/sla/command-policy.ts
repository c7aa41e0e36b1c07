import { officialOf, projecting, type WorkingCalendar } from '../calendar/index.ts';
import type { ClockPolicy } from './clock-policy.ts';

/**
 * Commands never stop for a calendar that ends: they are decided on calendars that go on beyond what is announced, and mark what they
 * date there. Everything else (imports, figures, `due`) asks the calendars as they are announced.
 */

const forCommands = new WeakMap<object, unknown>();
const official = new WeakMap<object, unknown>();

type OnCalendars = Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'>;

/** The policy as commands are decided on it. */
export const commandPolicy = <Policy extends OnCalendars>(policy: Policy): Policy =>
  kept(forCommands, policy, projecting);

/** The policy on its calendars as they are announced, and no further. */
export const officialPolicy = <Policy extends OnCalendars>(policy: Policy): Policy =>
  kept(official, policy, officialOf);

const kept = <Policy extends OnCalendars>(
  made: WeakMap<object, unknown>,
  policy: Policy,
  change: (calendar: WorkingCalendar) => WorkingCalendar,
): Policy => {
  const there = made.get(policy);
  // Under a policy stands one of its own type.
  if (there !== undefined) return there as Policy;
  const { calendar, calendars, formerCalendars } = policy;
  const changed = {
    ...policy,
    calendar: change(calendar),
    calendars: calendars.map(change),
    formerCalendars: formerCalendars.map(change),
  };
  made.set(policy, changed);
  made.set(changed, changed);
  return changed;
};
