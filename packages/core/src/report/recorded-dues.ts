import { dataDifference, type Recompute, type Recomputed } from '../audit/index.ts';
import type { WorkingCalendar } from '../calendar/index.ts';
import { commandPolicy, officialPolicy } from '../sla/index.ts';
import type { PoliciesOfLog } from './adopted/policies-of-log.ts';
import type { AgencyHistory } from './agency-history.ts';
import { decidedAnew } from './decided-anew.ts';
import type { RecordedReportEvent } from './events.ts';
import type { SlaPolicy } from './policy.ts';
import type { ReportTypes } from './types.ts';
import { eventUnder } from './what-if.ts';

/**
 * Computes anew what the events of reports do to clocks: each due instant from the policy that its event was decided under and from the
 * version of the calendar that is recorded beside it; and what only a rule of the policy brings about is decided once more.
 * A due instant that came from another system is nobody's to compute.
 */
export const recomputingDues =
  (policies: PoliciesOfLog, agencies: AgencyHistory): Recompute<ReportTypes> =>
  (event, report) => {
    const agency =
      event.type === 'assigned' ? agencies.before(event.data.agencyId, event.position) : undefined;
    const { policyDigest } = event.metadata;
    const named = policyDigest === undefined ? undefined : policies.ofDigest(policyDigest);
    if (policyDigest !== undefined && named === undefined)
      return { unknown: `the log has no policy of the digest ${policyDigest}` };
    const policy = named ?? policies.before(event.position);
    const differing = (on: SlaPolicy): string | undefined => {
      const asDecided = commandPolicy(on);
      const again = report === undefined ? { facts: {} } : decidedAnew(report, event, asDecided);
      if ('refused' in again) return `its policy would not have it: ${again.refused}, ${again.message}`;
      const { data } = eventUnder(asDecided, report, event, agency);
      return dataDifference(event.data, { ...data, ...again.facts });
    };
    return recomputedOn(policies, policy, event, differing);
  };

/** Tries the policy as it stood, and where the event names other versions of calendars those in their place. */
const recomputedOn = (
  { calendarOf }: PoliciesOfLog,
  policy: SlaPolicy,
  event: RecordedReportEvent,
  differing: (on: SlaPolicy) => string | undefined,
): Recomputed | undefined => {
  const first = differing(policy);
  if (first === undefined) return undefined;
  for (const version of versionsIn(event)) {
    if (policy.calendars.some((calendar) => officialVersion(calendar) === version)) continue;
    const calendar = calendarOf(version);
    if (calendar === undefined)
      return { unknown: `it was computed on the calendar ${version}, which the log does not have` };
    if (differing(withCalendar(policy, calendar)) === undefined) return undefined;
  }
  return { differs: first };
};

const officialVersion = ({ version }: WorkingCalendar): string => withoutProjection(version);
const withoutProjection = (version: string): string => version.split('+', 1)[0] ?? version;

/** The versions of calendars that the due days of an event and of its clock changes name. */
const versionsIn = ({ data }: RecordedReportEvent): ReadonlySet<string> => {
  const changes: readonly object[] = 'clocks' in data ? (data.clocks ?? []) : [];
  const dues = [data, ...changes].flatMap((one) => Object.values(one).filter(isDue));
  return new Set(dues.flatMap(({ calendar }) => (calendar === null ? [] : [withoutProjection(calendar)])));
};

const isDue = (due: unknown): due is { readonly calendar: string | null } =>
  typeof due === 'object' && due !== null && 'calendar' in due && 'at' in due;

const withCalendar = (policy: SlaPolicy, calendar: WorkingCalendar): SlaPolicy => {
  const announced = officialPolicy(policy);
  const swapped = (one: WorkingCalendar): WorkingCalendar => (one.id === calendar.id ? calendar : one);
  return { ...announced, calendar: swapped(announced.calendar), calendars: announced.calendars.map(swapped) };
};
