import { type Actor, type Refusal, refuse } from '@phananh/core';
import { type AgencyState, reportRefusals } from '@phananh/core/reports';

/** What is known here of an officer who gives a command. */
interface Entry {
  readonly phase: 'active' | 'suspended';
  readonly agencyId: string;
  readonly role: 'officer' | 'head';
}

export type HeadRefusal = 'not-the-head' | 'unknown-agency';

/**
 * For an agency its heads decide, and the centre and admins for every one. A head is who the registry says now, whatever the request was
 * admitted by: an append beside which they were suspended is refused.
 */
export const notTheHead = (
  agencyId: string,
  actor: Actor,
  related: (workflow: 'officer', id: string) => Entry | undefined,
): Refusal<'not-the-head'> | undefined => {
  if (actor.kind !== 'agency') return undefined;
  const entry = related('officer', actor.id);
  const isHead = entry?.phase === 'active' && entry.role === 'head' && entry.agencyId === agencyId;
  return isHead ? undefined : refuse('not-the-head', `this is for the heads of ${agencyId}`, { agencyId });
};

export const registeredAgencyRefusal = (
  agencyId: string,
  agency: AgencyState | undefined,
): Refusal<'unknown-agency'> | undefined =>
  agency === undefined ? refuse('unknown-agency', `there is no agency ${agencyId}`, { agencyId }) : undefined;

export const headRefusals = {
  'not-the-head': {
    kind: 'forbidden',
    title: { en: 'This is for heads of the agency', vi: 'Chỉ dành cho lãnh đạo cơ quan' },
    help: 'A head of the agency, the centre or an admin does this. Who is a head, the registry of officers says.',
  },
  'unknown-agency': reportRefusals['unknown-agency'],
} as const;
