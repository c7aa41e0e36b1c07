import { type Actor, type Refusal, refuse } from '../engine/index.ts';

/**
 * What reports look at in the entry of an officer, in the workflow `officer` where one runs beside them. Who keeps such a registry, and
 * how somebody comes into it, is not theirs to know.
 */
export interface OfficerEntry {
  readonly phase: 'active' | 'suspended';
  readonly agencyId: string;
  readonly role: 'officer' | 'head';
}

/**
 * For an agency its heads decide, and the centre and admins for every one. A head is who the registry says now, whatever the request was
 * admitted by: an append beside which they were suspended is refused.
 */
export const notTheHead = (
  agencyId: string,
  actor: Actor,
  related: (workflow: 'officer', id: string) => OfficerEntry | undefined,
): Refusal<'not-the-head'> | undefined => {
  if (actor.kind !== 'agency') return undefined;
  const entry = related('officer', actor.id);
  const isHead = entry?.phase === 'active' && entry.role === 'head' && entry.agencyId === agencyId;
  return isHead ? undefined : refuse('not-the-head', `this is for the heads of ${agencyId}`, { agencyId });
};
