import type { ReportActorKind } from '@phananh/core/reports';

/** Whoever works with reports, each in their way: all but citizens. They may read figures. */
export const officers = [
  'operator',
  'agency',
  'auditor',
  'analyst',
  'admin',
] as const satisfies readonly ReportActorKind[];
