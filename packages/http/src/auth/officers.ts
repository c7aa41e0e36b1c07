import type { ReportActorKind } from '@phananh/core/reports';

/** Whoever works with reports, each in their way: all but citizens. They may read figures. */
export const officers = [
  'operator',
  'agency',
  'auditor',
  'analyst',
  'admin',
] as const satisfies readonly ReportActorKind[];

/** Those of them who look after others, not those who are looked after: they may read the signs that a clock was served. */
export const signalReaders: readonly ReportActorKind[] = officers.filter(
  (kind) => kind !== 'agency' && kind !== 'operator',
);
