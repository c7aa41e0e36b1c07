import type { Actor, Instant } from '@phananh/core';
import { Forbidden, InvalidQuery, keptBy, wholeNumber } from '@phananh/core/engine';
import {
  type CaseQuery,
  type ClusterQuery,
  deepestZoom,
  worklistParameters,
} from '@phananh/core/read-models';
import type { z } from 'zod';
import { afterParameter } from './after.ts';
import type { Given } from './parse-query.ts';

export const zoomParameter = wholeNumber({ min: 0, max: deepestZoom }).describe(
  `Of the map, from 0 for the whole world to ${deepestZoom}, each twice as close as the one before.`,
);

/** The parameters of a worklist. */
export const worklistQuery = keptBy((startOf: (day: string) => Instant) =>
  worklistParameters(startOf).extend({ after: afterParameter }),
);

export type WorklistQuery = Given<z.output<ReturnType<typeof worklistQuery>>>;

/**
 * The cases that an actor asks for, among those that are theirs to see: a citizen's own, those that an officer's agency has or supports.
 *
 * @throws {@link Forbidden} when an officer asks for the cases of another agency or a citizen for those of another, {@link InvalidQuery} for a role of no agency
 */
export const caseQueryFor = (
  reader: Actor,
  { after: _, ...query }: WorklistQuery,
  now: Instant,
): CaseQuery => {
  const { kind, id, agencyId } = reader;
  const asked = { ...query, reader, now };
  if (kind !== 'agency') demandAgencyOfRole(query);
  if (kind === 'citizen') {
    if (query.reporterId !== undefined && query.reporterId !== id)
      throw new Forbidden('the cases of another citizen are not listed', { visible: true });
    return { ...asked, reporterId: id };
  }
  if (kind !== 'agency') return asked;
  if (agencyId === undefined || query.agencyId?.some((one) => one !== agencyId)) {
    throw new Forbidden('the cases of another agency are not listed', { visible: true });
  }
  return { ...asked, agencyId, role: query.role ?? 'either' };
};

/** The parameters of how many cases a worklist has: those of the list that say which. */
export const worklistCountQuery = keptBy((startOf: (day: string) => Instant) =>
  worklistQuery(startOf).omit({ sort: true, limit: true, cursor: true }),
);

/** The parameters of where the cases of a worklist are. */
export const worklistClustersQuery = keptBy((startOf: (day: string) => Instant) =>
  worklistCountQuery(startOf).extend({ zoom: zoomParameter }),
);

/** As {@link caseQueryFor}. */
export const clusterQueryFor = (
  reader: Actor,
  { zoom, ...query }: Given<z.output<ReturnType<typeof worklistClustersQuery>>>,
  now: Instant,
): ClusterQuery => {
  const { reader: _, ...selection } = caseQueryFor(reader, query, now);
  return { ...selection, reader, zoom };
};

/** @throws {@link InvalidQuery} for a role of no agency */
export const demandAgencyOfRole = ({ role, agencyId }: Pick<WorklistQuery, 'role' | 'agencyId'>): void => {
  if (role !== undefined && agencyId === undefined)
    throw new InvalidQuery('role is of an agency: name it in agencyId', '/role');
};
