import { compileCalendar, type WorkingCalendar } from '../../calendar/index.ts';
import { type EventOf, idInStream, type Position, type RecordedEvent, upcast } from '../../engine/index.ts';
import { officialPolicy, policyDigestOf } from '../../sla/index.ts';
import { huePolicy, type SlaPolicy, slaPolicy } from '../policy.ts';
import { type PolicyTypes, policyWorkflow } from './policy-workflow.ts';

/** Every policy that a log was written under, and every calendar that it names. There are few, so that all of it is kept. */
export interface PoliciesOfLog {
  /** The one that was in force before a position. A log that says nothing is Hue's. */
  before(position: Position): SlaPolicy;
  /** The one of a digest of an event's metadata; undefined where the log has none. */
  ofDigest(digest: string): SlaPolicy | undefined;
  /** A version of a calendar; undefined where neither the log nor the product has it. */
  calendarOf(version: string): WorkingCalendar | undefined;
}

/** Gathers the policies from the events of their streams, in the order of the log; events of other streams are passed over. */
export const policiesOfLog = async (
  log: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>,
): Promise<PoliciesOfLog> => {
  const calendars = new Map<string, WorkingCalendar>(
    officialPolicy(huePolicy).calendars.map((calendar) => [calendar.version, calendar]),
  );
  const adoptions: { readonly position: Position; readonly stream: string; readonly data: Adopted }[] = [];
  for await (const event of log) {
    if (idInStream(policyWorkflow, event.stream) === undefined) continue;
    const { type, data, stream, position } = upcast(policyWorkflow.events, event);
    if (type === 'adopted') adoptions.push({ position, stream, data });
    else if (!calendars.has(data.version)) calendars.set(data.version, compileCalendar(data.calendar));
  }
  const policies = adoptions
    .toSorted((a, b) => a.position - b.position)
    .map(({ position, data }) => ({ position, policy: policyOn(data, calendars) }));
  const byDigest = new Map(
    [huePolicy, ...policies.map(({ policy }) => policy)].map((one) => [policyDigestOf(one), one]),
  );
  return {
    before: (position) => policies.findLast((one) => one.position < position)?.policy ?? huePolicy,
    ofDigest: (digest) => byDigest.get(digest),
    calendarOf: (version) => calendars.get(version),
  };
};

type Adopted = Extract<EventOf<PolicyTypes['events']>, { type: 'adopted' }>['data'];

const policyOn = ({ policy, calendars }: Adopted, known: ReadonlyMap<string, WorkingCalendar>): SlaPolicy =>
  slaPolicy(
    policy,
    calendars.flatMap((version) => known.get(version) ?? []),
  );
