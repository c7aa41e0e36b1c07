import { type Refusal, refuse } from '@phananh/core';
import { type AgencyState, reportRefusals } from '@phananh/core/reports';

export type HeadRefusal = 'not-the-head' | 'unknown-agency' | 'agency-suspended';

export const headRefusalNames = ['not-the-head', 'unknown-agency', 'agency-suspended'] as const;

/** Nobody becomes an officer, or is let in by a key, of an agency that is not there, or that is suspended. */
export const agencyRefusal = (
  agencyId: string,
  agency: AgencyState | undefined,
): Refusal<'unknown-agency' | 'agency-suspended'> | undefined => {
  if (agency === undefined) return refuse('unknown-agency', `there is no agency ${agencyId}`, { agencyId });
  if (agency.phase === 'suspended')
    return refuse('agency-suspended', `${agencyId} is suspended`, { agencyId });
  return undefined;
};

export const headRefusals = {
  'not-the-head': reportRefusals['not-the-head'],
  'unknown-agency': reportRefusals['unknown-agency'],
  'agency-suspended': reportRefusals['agency-suspended'],
} as const;
