/** The phases of a report. A final one takes comments and redactions still. */
export const reportPhases = {
  submitted: { summary: 'waits for the centre to verify it' },
  verified: { summary: 'waits for an agency' },
  assigned: { summary: 'is with an agency' },
  resolved: { summary: "waits for the centre's approval" },
  published: { summary: 'the result is out; the citizen may rate and dispute' },
  disputed: { summary: 'waits for the centre to decide the dispute' },
  closed: { summary: 'the time for rating and dispute is over', final: true },
  rejected: { summary: 'turned down by the centre', final: true },
  merged: { summary: 'handled with another report, until that one is withdrawn', final: true },
  withdrawn: { summary: 'taken back by the citizen', final: true },
} as const;

export type ReportPhase = keyof typeof reportPhases;

const finalPhases: ReadonlySet<string> = new Set([
  'closed',
  'rejected',
  'merged',
  'withdrawn',
] satisfies ReportPhase[]);

export const isFinal = (phase: ReportPhase): boolean => finalPhases.has(phase);

/** Every phase that is not final. */
export const openPhases = ['submitted', 'verified', 'assigned', 'resolved', 'published', 'disputed'] as const;
