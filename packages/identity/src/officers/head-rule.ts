import { type Actor, type Refusal, refuse } from '@phananh/core';
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

/** What entries and invitations have in common: who of an agency may, and who sees them. */

/** Who gives commands of heads. */
export const byHead = ['agency', 'operator', 'admin'] as const;

/** The entry of who acts for an agency, which says whether they are a head of it. */
export const officerActing = ({ kind, id }: Actor): string | undefined =>
  kind === 'agency' ? id : undefined;

interface OfAgency {
  readonly agencyId: string;
}

export const isOwnOfAgency = ({ agencyId }: OfAgency, actor: Actor): boolean =>
  actor.kind !== 'agency' || actor.agencyId === agencyId;

export const audienceOfAgency = (
  { agencyId }: OfAgency,
  actor: Actor | undefined,
): 'office' | 'agency' | undefined => {
  if (actor === undefined) return undefined;
  if (actor.kind === 'agency') return actor.agencyId === agencyId ? 'agency' : undefined;
  return ['operator', 'admin', 'auditor', 'system'].includes(actor.kind) ? 'office' : undefined;
};

/** The office and the agency see the same. */
export const sameForBoth = <View>(view: View): { readonly office: View; readonly agency: View } => ({
  office: view,
  agency: view,
});
