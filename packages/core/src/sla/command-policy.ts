import { officialOf, projecting, type WorkingCalendar } from '../calendar/index.ts';
import type { SlaPolicy } from './policy.ts';

/**
 * Commands never stop for a calendar that ends: they are decided on calendars that go on beyond what is announced, and mark what they
 * date there. Everything else (imports, figures, `due`) asks the calendars as they are announced.
 */

const forCommands = new WeakMap<SlaPolicy, SlaPolicy>();
const official = new WeakMap<SlaPolicy, SlaPolicy>();

/** The policy as commands are decided on it. */
export const commandPolicy = (policy: SlaPolicy): SlaPolicy => kept(forCommands, policy, projecting);

/** The policy on its calendars as they are announced, and no further. */
export const officialPolicy = (policy: SlaPolicy): SlaPolicy => kept(official, policy, officialOf);

const kept = (
  made: WeakMap<SlaPolicy, SlaPolicy>,
  policy: SlaPolicy,
  change: (calendar: WorkingCalendar) => WorkingCalendar,
): SlaPolicy => {
  const there = made.get(policy);
  if (there !== undefined) return there;
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
