import type { WorkingCalendar } from '@phananh/core/calendar';
import {
  type Box,
  type CaseCluster,
  type CaseClusters,
  type CaseSelection,
  type ClusterQuery,
  caseRoles,
  cellDegrees,
  mostFoundOnMaps,
  zoomFor,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { type Bound, filters, placeColumns, readsRounded } from './case-filters.ts';
import { isAmongFew, isOfEitherRole } from './case-lists.ts';
import { demandSubmissions, foundAfter } from './case-query.ts';
import { placeHits } from './found-cases.ts';

/** Where the cases of a list are, in the cells of a grid. */
export const queryClusters = (
  database: Database,
  calendar: WorkingCalendar,
  { zoom: wanted, ...query }: ClusterQuery,
): CaseClusters => {
  demandSubmissions(query);
  // All of it of one state of the read models.
  return database.transaction((): CaseClusters => {
    const found =
      query.q === undefined
        ? undefined
        : foundAfter(database, calendar, query, { wanted: mostFoundOnMaps + 1 });
    const few =
      found?.slice(0, mostFoundOnMaps).map(({ caseNumber }) => caseNumber) ??
      (query.bbox && placeHits(database, query.bbox, { most: fewInBox, rounded: readsRounded(query) }));
    const bound: Bound = { ...(few !== undefined && { few: JSON.stringify(few) }) };
    const conditions = conditionsOf(database, calendar, query, bound);
    const places: Places = {
      ...placeColumns(query),
      conditions: few === undefined ? conditions : [...conditions, isAmongFew],
      bound,
    };
    const box = query.bbox ?? boundsOf(database, places);
    const zoom = box === undefined ? wanted : zoomFor(box, wanted);
    const clusters = box === undefined ? [] : cellsOf(database, places, box, cellDegrees(zoom));
    return {
      clusters,
      zoom,
      bounds: around(clusters),
      count: clusters.reduce((sum, { count }) => sum + count, 0),
      isMore: found !== undefined && found.length > mostFoundOnMaps,
    };
  })();
};

/** Up to so many cases in a box are looked up one by one; of more, every case is looked at. */
const fewInBox = 20_000;

/** Cases that have a place, in SQL. */
interface Places {
  readonly lat: string;
  readonly lng: string;
  readonly conditions: readonly string[];
  readonly bound: Bound;
}

const conditionsOf = (
  database: Database,
  calendar: WorkingCalendar,
  query: CaseSelection,
  bound: Bound,
): readonly string[] => {
  if (!isOfEitherRole(query)) return filters(database, calendar, query, bound);
  const either = caseRoles.map((role) => filters(database, calendar, { ...query, role }, bound));
  return [`(${either.map((conditions) => `(${conditions.join(' AND ')})`).join(' OR ')})`];
};

const placed = ({ lat, lng, conditions }: Places): string =>
  `FROM case_facts WHERE ${[`${lat} IS NOT NULL`, `${lng} IS NOT NULL`, ...conditions].join(' AND ')}`;

const boundsOf = (database: Database, places: Places): Box | undefined => {
  const { lat, lng, bound } = places;
  const bounds = database
    .prepare<[Bound], { readonly [Side in keyof Box]: number | null }>(
      `SELECT min(${lat}) AS south, max(${lat}) AS north, min(${lng}) AS west, max(${lng}) AS east ${placed(places)}`,
    )
    .get(bound);
  const { south = null, north = null, west = null, east = null } = bounds ?? {};
  return south === null || north === null || west === null || east === null
    ? undefined
    : { south, west, north, east };
};

interface Cell extends Box {
  readonly count: number;
  readonly lat: number;
  readonly lng: number;
  readonly reportId: string;
  readonly phase: NonNullable<CaseCluster['phase']>;
  readonly category: string | null;
}

/** One row a cell that has cases, in one order. */
const cellsOf = (
  database: Database,
  places: Places,
  { south, west }: Box,
  size: number,
): readonly CaseCluster[] => {
  const { lat, lng, bound } = places;
  const column = (of: string): string => `cast((${of} - @origin_${of}) / @size AS INTEGER)`;
  return database
    .prepare<[Bound], Cell>(
      `SELECT count(*) AS count, avg(${lat}) AS lat, avg(${lng}) AS lng,
         min(${lat}) AS south, max(${lat}) AS north, min(${lng}) AS west, max(${lng}) AS east,
         report_id AS reportId, phase, category
       ${placed(places)} GROUP BY ${column(lat)}, ${column(lng)} ORDER BY ${column(lat)}, ${column(lng)}`,
    )
    .all({
      ...bound,
      size,
      // Cells stand still while the map moves: their edges are those of one grid of the whole world.
      [`origin_${lat}`]: Math.floor(south / size) * size,
      [`origin_${lng}`]: Math.floor(west / size) * size,
    })
    .map(({ count, lat: middle, lng: across, reportId, phase, category, ...bbox }) => ({
      lat: middle,
      lng: across,
      count,
      bbox,
      ...(count === 1 ? { reportId, phase, category } : { reportId: null, phase: null, category: null }),
    }));
};

const around = (clusters: readonly CaseCluster[]): Box | null =>
  clusters.length === 0
    ? null
    : {
        south: Math.min(...clusters.map(({ bbox }) => bbox.south)),
        west: Math.min(...clusters.map(({ bbox }) => bbox.west)),
        north: Math.max(...clusters.map(({ bbox }) => bbox.north)),
        east: Math.max(...clusters.map(({ bbox }) => bbox.east)),
      };
