import type { WorkingCalendar } from '../../calendar/index.ts';
import { isOlderVersion } from '../../sla/index.ts';
import { type SlaPolicy, slaPolicy } from '../policy.ts';

/**
 * A policy on the calendars of the log and others, in whichever order these are named: of those of one id the newest of the others is in
 * force, and any of them rather than the log's; those before explain old due days.
 *
 * @throws InvalidPolicy
 */
export const policyOnCalendars = (
  data: Parameters<typeof slaPolicy>[0],
  { calendars, formerCalendars }: SlaPolicy,
  others: readonly WorkingCalendar[],
): SlaPolicy => {
  const newer = others.toSorted(byVersion);
  const all = [...formerCalendars, ...calendars, ...newer];
  const inForce = new Map([...calendars, ...newer].map((calendar) => [calendar.id, calendar]));
  const former = new Map(
    all.filter(({ id, version }) => inForce.get(id)?.version !== version).map((one) => [one.version, one]),
  );
  return slaPolicy(data, [...inForce.values()], { formerCalendars: [...former.values()] });
};

const byVersion = ({ version: a }: WorkingCalendar, { version: b }: WorkingCalendar): number =>
  isOlderVersion(a, b) ? -1 : isOlderVersion(b, a) ? 1 : 0;
