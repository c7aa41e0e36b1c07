import { type Refusal, refuse } from '@phananh/core';
import { type AgencyState, reportRefusals } from '@phananh/core/reports';

export type HeadRefusal = 'not-the-head' | 'unknown-agency';

export const registeredAgencyRefusal = (
  agencyId: string,
  agency: AgencyState | undefined,
): Refusal<'unknown-agency'> | undefined =>
  agency === undefined ? refuse('unknown-agency', `there is no agency ${agencyId}`, { agencyId }) : undefined;

export const headRefusals = {
  'not-the-head': reportRefusals['not-the-head'],
  'unknown-agency': reportRefusals['unknown-agency'],
} as const;
