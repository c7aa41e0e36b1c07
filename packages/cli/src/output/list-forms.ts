import type { CaseClusters, CaseCount } from '@phananh/core/read-models';
import { counted, grouped, table } from './table.ts';

/** How many, as people read it. */
export const countText = ({ count, isMore }: CaseCount): string =>
  isMore ? `${grouped(count)} or more` : grouped(count);

const degrees = (value: number): string => value.toFixed(5);

/** Where cases are, one cluster in a line. */
export const clustersTable = ({ clusters, count, isMore }: CaseClusters): string =>
  [
    table(
      ['reports', 'lat', 'lng', 'west,south,east,north', 'report', 'category'],
      clusters.map(({ count: many, lat, lng, bbox, reportId, category }) => [
        grouped(many),
        degrees(lat),
        degrees(lng),
        [bbox.west, bbox.south, bbox.east, bbox.north].join(),
        reportId ?? '–',
        category ?? '–',
      ]),
    ),
    `${counted(count, 'report')} with a place${isMore ? ', the latest; more have the words' : ''}`,
  ].join('\n');
