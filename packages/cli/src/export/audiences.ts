import type { ReportAudience } from '@phananh/core/reports';

/** Those who may read everything: with places rounded, or exactly. */
export const exportAudiences = ['analyst', 'auditor'] as const satisfies readonly ReportAudience[];
