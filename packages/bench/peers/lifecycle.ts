import { actors, inputs } from '../src/contenders/inputs.ts';
import { type LifecycleStep, lifecycle } from '../src/runner/contender.ts';

/** The analogous decider for the peers: the same phases, inputs and actors; without clocks, personal fields and repeats. */

export const phases = ['none', 'submitted', 'verified', 'assigned', 'resolved', 'published'] as const;
export type Phase = (typeof phases)[number];

export interface ReportState {
  readonly phase: Phase;
  readonly agencyId: string;
  readonly accepted: boolean;
}

export const noReport: ReportState = { phase: 'none', agencyId: '', accepted: false };

export const eventOf = {
  submit: 'submitted',
  verify: 'verified',
  assign: 'assigned',
  accept: 'accepted',
  resolve: 'resolved',
  publish: 'published',
} as const satisfies { readonly [Step in LifecycleStep]: string };

const from = {
  submit: 'none',
  verify: 'submitted',
  assign: 'verified',
  accept: 'assigned',
  resolve: 'assigned',
  publish: 'resolved',
} as const satisfies { readonly [Step in LifecycleStep]: Phase };

/** Whether the step may be taken now. */
export const mayGive = ({ phase, accepted, agencyId }: ReportState, step: LifecycleStep): boolean => {
  if (phase !== from[step]) return false;
  if (step === 'accept') return !accepted && agencyId === actors.accept.agencyId;
  return step !== 'resolve' || accepted;
};

/** What the event of a step says: its input, and what is around it in every event log. */
export const dataOf = (step: LifecycleStep) => ({ ...inputs[step], ...envelope(step) });

export const envelope = (step: LifecycleStep) => ({
  actor: actors[step],
  commandId: crypto.randomUUID(),
  occurredAt: new Date().toISOString(),
});

export const stepOf = (event: string): LifecycleStep | undefined =>
  lifecycle.find((step) => eventOf[step] === event);

export const evolve = (state: ReportState, event: string): ReportState => {
  switch (stepOf(event)) {
    case 'submit':
      return { ...state, phase: 'submitted' };
    case 'verify':
      return { ...state, phase: 'verified' };
    case 'assign':
      return { ...state, phase: 'assigned', agencyId: inputs.assign.agencyId };
    case 'accept':
      return { ...state, accepted: true };
    case 'resolve':
      return { ...state, phase: 'resolved' };
    case 'publish':
      return { ...state, phase: 'published' };
    case undefined:
      return state;
  }
};
