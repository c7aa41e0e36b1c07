import { compileCalendar, type WorkingCalendar } from '../../calendar/index.ts';
import { type EventStore, type Instant, loadSubject, type Position } from '../../engine/index.ts';
import { huePolicy, type SlaPolicy, slaPolicy } from '../policy.ts';
import { policyNamesId, policyNamesWorkflow } from './policy-names.ts';
import { type AdoptedPolicy, policyWorkflow } from './policy-workflow.ts';

/** Where and why a policy was put in force. */
export interface Adoption {
  readonly position: Position;
  readonly at: Instant;
  /** The actor's id. */
  readonly by: string;
  /** Null: it was the first. */
  readonly reason: string | null;
}

/** The policy that a log is written under. */
export interface PolicyOfLog {
  /** On every calendar that the log has: those in force, and the ones before to explain old due days. */
  readonly policy: SlaPolicy;
  /** Null: the log says nothing, and so is Hue's. */
  readonly adopted: Adoption | null;
  /** Every policy that it has had, in the order in which they were first adopted. */
  readonly names: readonly string[];
}

/** A log that says nothing is from before policies stood in it, or new: it is Hue's, on the calendar that is shipped. */
export const silentLog: PolicyOfLog = { policy: huePolicy, adopted: null, names: [] };

/**
 * The policy that was adopted last, from a few short streams: the log may be of any length.
 * {@link silentLog} where none was.
 */
export const policyOfLog = async (store: Pick<EventStore, 'readStream'>): Promise<PolicyOfLog> => {
  const kept = await loadSubject({ workflow: policyNamesWorkflow, store }, policyNamesId);
  const names = kept?.state.names ?? [];
  const all: AdoptedPolicy[] = [];
  for (const name of names) {
    const found = await loadSubject({ workflow: policyWorkflow, store }, name);
    // A name may stand there whose policy was not written any more.
    if (found !== undefined) all.push(found.state);
  }
  const last = all.toSorted((a, b) => a.position - b.position).at(-1);
  if (last === undefined) return silentLog;
  const { position, adoptedAt: at, adoptedBy: by, reason } = last;
  const policy = policyOn(last, Object.assign({}, ...all.map(({ recorded }) => recorded)));
  return { policy, adopted: { position, at, by, reason }, names: all.map((one) => one.policy.name) };
};

const policyOn = ({ policy, calendars }: AdoptedPolicy, recorded: AdoptedPolicy['recorded']): SlaPolicy => {
  const compiled = Object.entries(recorded).map(
    ([version, data]) => [version, compileCalendar(data)] as const,
  );
  const isInForce = ([version]: readonly [string, WorkingCalendar]): boolean => calendars.includes(version);
  const inForce = compiled.filter(isInForce).map(([, calendar]) => calendar);
  const former = compiled.filter((entry) => !isInForce(entry)).map(([, calendar]) => calendar);
  return slaPolicy(policy, inForce, { formerCalendars: former });
};
