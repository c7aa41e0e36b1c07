import { type Actor, type JsonObject, PhananhError, type Reports } from '@phananh/core';
import { Forbidden, isMendable, isUnavailable } from '@phananh/core/engine';
import {
  type CasePage,
  type CaseQuery,
  mostRows,
  parametersIn,
  type ReadModels,
} from '@phananh/core/read-models';
import type { BulkItem } from '@phananh/core/reports';
import type { FastifyRequest } from 'fastify';
import { askFor, readInTurns } from '../queries/asking.ts';
import { parseQuery } from '../queries/parse-query.ts';
import { caseQueryFor, worklistQuery } from '../queries/worklist-query.ts';

export interface PreviewAsked {
  readonly actor: Actor;
  /** A command of reports. */
  readonly command: string;
  readonly input: JsonObject;
  /** A worklist, as its address has it; or reports by their ids. */
  readonly chosen: { readonly filter: string } | { readonly reportIds: readonly string[] };
}

interface RefusedCases {
  /** Of the error with which the command would be refused. */
  readonly code: string;
  /** One of them. */
  readonly error: PhananhError;
  readonly reportIds: readonly string[];
}

export interface BulkPreview {
  /** Cases that the command would be done to now, as a run takes them. */
  readonly items: readonly { readonly reportId: string; readonly revision: BulkItem['revision'] }[];
  readonly refused: readonly RefusedCases[];
  /** Whether the filter has more cases than one run may have: those are not looked at. */
  readonly isMore: boolean;
}

/** What a preview is made with, in the turns of whoever asks. */
export interface PreviewMeans {
  readonly reports: Pick<Reports, 'handler' | 'policy'>;
  /** A page of a worklist. */
  readonly cases: (query: CaseQuery) => CasePage | Promise<CasePage>;
  /** Most cases of one run. */
  readonly most: number;
  /** Awaited before each case. */
  readonly turn?: (() => Promise<void>) | undefined;
}

/**
 * What a command would do to many reports: it is decided on each as it is now, and nothing is done.
 *
 * @throws {@link InvalidQuery} for a filter that worklists cannot be asked for
 */
export const previewBulk = (
  request: FastifyRequest,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
  asked: PreviewAsked,
): Promise<BulkPreview> => {
  const cases = (query: CaseQuery): Promise<CasePage> => askFor(request, (by) => readModels.cases(query, by));
  const { bulkCases: most } = request.server.phananh.limits;
  return readInTurns(request, ({ turn }) => bulkPreviewOf({ reports, cases, most, turn }, asked));
};

/** As {@link previewBulk}, for who has the store at hand. */
export const bulkPreviewOf = async (
  means: PreviewMeans,
  { actor, command, input, chosen }: PreviewAsked,
): Promise<BulkPreview> => {
  const { reports, most, turn } = means;
  const found =
    'filter' in chosen ? await idsOf(means, actor, chosen.filter) : [...new Set(chosen.reportIds)];
  const items: BulkPreview['items'][number][] = [];
  const refused = new Map<string, { readonly error: PhananhError; readonly reportIds: string[] }>();
  for (const reportId of found.slice(0, most)) {
    await turn?.();
    try {
      items.push({ reportId, revision: await reports.handler.tryOut(reportId, command, input, { actor }) });
    } catch (error) {
      if (!(error instanceof PhananhError) || isPassing(error)) throw error;
      const code = error instanceof Forbidden && !error.visible ? 'not-found' : error.code;
      const same = refused.get(code) ?? { error, reportIds: [] };
      same.reportIds.push(reportId);
      refused.set(code, same);
    }
  }
  return {
    items,
    refused: [...refused].map(([code, one]) => ({ code, ...one })),
    isMore: found.length > most,
  };
};

const isPassing = (error: unknown): boolean => isUnavailable(error) || isMendable(error);

/** All of a filter, page by page, and one more than a run may have. */
const idsOf = async (
  { reports, cases: casesOf, most }: PreviewMeans,
  actor: Actor,
  filter: string,
): Promise<readonly string[]> => {
  const schema = worklistQuery(reports.policy.calendar.startOf);
  const { cursor: _, limit: __, ...asked } = parseQuery(schema, parametersIn(new URLSearchParams(filter)));
  // One moment for all pages.
  const now = reports.handler.clock.now();
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = {
      limit: Math.min(mostRows.cases, most + 1 - ids.length),
      ...(cursor !== undefined && { cursor }),
    };
    const { cases, nextCursor } = await casesOf(caseQueryFor(actor, { ...asked, ...page }, now));
    ids.push(...cases.map(({ reportId }) => reportId));
    cursor = nextCursor;
  } while (cursor !== undefined && ids.length <= most);
  return ids;
};
