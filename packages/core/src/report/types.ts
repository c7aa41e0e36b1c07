import { type DecisionContext, define } from '../engine/index.ts';
import type { ClockContext } from '../sla/index.ts';
import type { ReportActorKind } from './actor-kinds.ts';
import type { AgencyState } from './agency.ts';
import type { AttachmentState } from './attachment/evolve.ts';
import type { reportEvents } from './events.ts';
import type { ReportField } from './fields.ts';
import type { OfficerEntry } from './officer-entry.ts';
import type { ReportPhase } from './phases.ts';
import type { SlaPolicy } from './policy.ts';
import type { ReportRefusal } from './refusals.ts';
import type { ReportState } from './state.ts';

/** Who reads a report: the actor kinds, the citizen who made it, everybody else, and who is about to report something beside it. */
export type ReportAudience = Exclude<ReportActorKind, 'citizen'> | 'reporter' | 'public' | 'neighbour';

export interface ReportTypes {
  readonly state: ReportState;
  readonly events: typeof reportEvents;
  readonly phase: ReportPhase;
  readonly actorKind: ReportActorKind;
  readonly audience: ReportAudience;
  readonly field: ReportField;
  readonly refusal: ReportRefusal;
  readonly policy: SlaPolicy;
  readonly related: {
    readonly agency: AgencyState;
    readonly report: ReportState;
    readonly attachment: AttachmentState;
    readonly officer: OfficerEntry;
  };
}

export const { command, creation, made, workflow } = define<ReportTypes>();

export type ReportContext = DecisionContext<ReportTypes>;

/** What the rules of clocks need of a report and a moment. */
export const clocksOf = (
  { clocks, round }: Pick<ReportState, 'clocks' | 'round'>,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
): ClockContext => ({ clocks, round, now, policy });
