import type { Actor } from '../engine/index.ts';
import type { ReportActorKind } from './actor-kinds.ts';

/** Makers of actors, for callers that know whom they speak for. */

export const citizen = (id: string): Actor<ReportActorKind> => ({ kind: 'citizen', id });
export const operator = (id: string): Actor<ReportActorKind> => ({ kind: 'operator', id });
export const agency = (id: string, agencyId: string): Actor<ReportActorKind> => ({
  kind: 'agency',
  id,
  agencyId,
});
export const admin = (id: string): Actor<ReportActorKind> => ({ kind: 'admin', id });
export const auditor = (id: string): Actor<ReportActorKind> => ({ kind: 'auditor', id });
export const analyst = (id: string): Actor<ReportActorKind> => ({ kind: 'analyst', id });
export const system = (id: string): Actor<ReportActorKind> => ({ kind: 'system', id });
