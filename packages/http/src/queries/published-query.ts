import type { Instant } from '@phananh/core';
import { keptBy, wholeNumber } from '@phananh/core/engine';
import {
  type CaseSelection,
  type ClusterQuery,
  caseFilterParameters,
  cursorParameter,
  mostRows,
  type PublishedQuery,
  publishedSorts,
  wordsParameter,
} from '@phananh/core/read-models';
import { z } from 'zod';
import { afterParameter } from './after.ts';
import type { Given } from './parse-query.ts';
import { zoomParameter } from './worklist-query.ts';

type StartOf = (day: string) => Instant;
type Of<Schema extends (startOf: StartOf) => z.ZodType> = Given<z.output<ReturnType<Schema>>>;

/** The parameters of what was published: filters of what everybody sees, and no others. */
export const publishedParameters = keptBy((startOf: StartOf) =>
  publishedCountParameters(startOf).extend({
    sort: z.enum(publishedSorts).optional(),
    limit: wholeNumber({ min: 1, max: mostRows.published }).optional(),
    cursor: cursorParameter,
  }),
);

export const publishedCountParameters = keptBy((startOf: StartOf) => {
  const { category, areaCode, bbox, submittedFrom, submittedTo } = caseFilterParameters(startOf);
  return z.strictObject({
    category,
    areaCode,
    bbox,
    submittedFrom,
    submittedTo,
    q: wordsParameter,
    after: afterParameter,
  });
});

export const publishedClustersParameters = keptBy((startOf: StartOf) =>
  publishedCountParameters(startOf).extend({ zoom: zoomParameter }),
);

export const publishedQueryFor = (
  { after: _, ...query }: Of<typeof publishedParameters>,
  now: Instant,
): PublishedQuery => ({ ...query, now });

export const publishedCountQueryFor = (
  { after: _, ...query }: Of<typeof publishedCountParameters>,
  now: Instant,
): CaseSelection => ({ ...query, reader: 'everybody', now });

export const publishedClustersQueryFor = (
  { after: _, ...query }: Of<typeof publishedClustersParameters>,
  now: Instant,
): ClusterQuery => ({ ...query, reader: 'everybody', now });
