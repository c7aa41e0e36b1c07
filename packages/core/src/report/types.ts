import { type DecisionContext, define } from '../engine/index.ts';
import type { ClockContext } from '../sla/index.ts';
import type { AgencyState } from './agency.ts';
import type { reportEvents } from './events.ts';
import type { ReportField } from './fields.ts';
import type { ReportPhase } from './phases.ts';
import type { SlaPolicy } from './policy.ts';
import type { ReportRefusal } from './refusals.ts';
import type { ReportState } from './state.ts';

/** Who acts on reports. */
export const reportActorKinds = {
  citizen: 'reports, rates and disputes; own reports only',
  operator: 'an officer of the operations centre',
  agency: 'an officer of an agency; only reports that are with that agency',
  auditor: 'reads everything, writes nothing',
  analyst: 'reads figures and cases without personal data',
  admin: 'calendars, policies, agencies, redaction',
  system: 'timers, process managers and imports',
} as const;

export type ReportActorKind = keyof typeof reportActorKinds;

/** Who reads a report: the actor kinds, the citizen who made it, and everybody else. */
export type ReportAudience = Exclude<ReportActorKind, 'citizen'> | 'reporter' | 'public';

export interface ReportTypes {
  readonly state: ReportState;
  readonly events: typeof reportEvents;
  readonly phase: ReportPhase;
  readonly actorKind: ReportActorKind;
  readonly audience: ReportAudience;
  readonly field: ReportField;
  readonly refusal: ReportRefusal;
  readonly policy: SlaPolicy;
  readonly related: { readonly agency: AgencyState; readonly report: ReportState };
}

export const { command, creation, made, workflow } = define<ReportTypes>();

export type ReportContext = DecisionContext<ReportTypes>;

/** What the rules of clocks need of a report and a moment. */
export const clocksOf = (
  { clocks, round }: Pick<ReportState, 'clocks' | 'round'>,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
): ClockContext => ({ clocks, round, now, policy });
