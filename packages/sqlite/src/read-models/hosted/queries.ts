import type { EventStore, Position } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import { InvalidQuery, ReadModelsRebuilding } from '@phananh/core/engine';
import {
  type Asking,
  type CaseClusters,
  type CaseCount,
  type CaseCountsQuery,
  type CasePage,
  type CaseQuery,
  type CaseSelection,
  type ClusterQuery,
  type CountedRows,
  type CountQuery,
  findsByTelephone,
  type ListPage,
  type ListQuery,
  type NormalQuery,
  normalQuery,
  type PublishedPage,
  type PublishedQuery,
  type ReadModels,
  rankedGroupsOf,
  rankingOf,
  type SignalPage,
  type SignalQuery,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { missingIn } from '../building/made-of.ts';
import type { HostedList, ReadSide } from '../building/read-side.ts';
import { gapsOfProjection, skippedEvents } from '../building/skipped-events.ts';
import { standingFailure, standingStreams } from '../building/standing.ts';
import { writeAheadLogBytes } from '../building/write-ahead-log.ts';
import { queryCounts, queryList } from '../declared/list-query.ts';
import { queryBacklog } from '../figures/backlog.ts';
import { queryCohortCases } from '../figures/cohort-cases.ts';
import { queryGamingSignals } from '../figures/gaming-signals.ts';
import { keptFigures } from '../figures/kept-figures.ts';
import { demandRange } from '../figures/moment.ts';
import { queryPenalties } from '../figures/penalties.ts';
import { querySatisfaction } from '../figures/satisfaction.ts';
import { queryDurations, querySla } from '../figures/sla.ts';
import type { FigureSource } from '../figures/source.ts';
import { tableSnapshot } from '../reading/snapshot.ts';
import { agencyRows } from '../report/agency-rows.ts';
import { queryClusters } from '../report/case-clusters.ts';
import {
  countCases,
  countEach,
  demandSubmissions,
  queryCases,
  queryPublished,
} from '../report/case-query.ts';
import { telephoneWanted } from '../report/case-telephones.ts';
import { knownAgencies } from '../report/known-agencies.ts';
import { readRollup } from '../report/read-rollup.ts';
import { gapsOfReports } from '../report/report-gaps.ts';
import { reportTracked, trackingCodes } from '../report/report-tracked.ts';
import { rowsWanted } from '../report/rows-wanted.ts';

/** Every question of the read models. */
export interface Queries
  extends Omit<
    ReadModels,
    | 'whenApplied'
    | 'close'
    | 'json'
    | 'cases'
    | 'caseCount'
    | 'caseCounts'
    | 'published'
    | 'clusters'
    | 'gamingSignals'
    | 'list'
    | 'counts'
  > {
  cases(query: CaseQuery): CasePage;
  caseCount(query: CaseSelection): CaseCount;
  caseCounts(query: CaseCountsQuery): readonly CaseCount[];
  published(query: PublishedQuery): PublishedPage;
  clusters(query: ClusterQuery): CaseClusters;
  gamingSignals(query: SignalQuery): SignalPage;
  list(query: ListQuery): ListPage;
  counts(query: CountQuery): readonly CountedRows[];
}

/** What questions are answered from, beside the tables. */
export interface QueryContext {
  readonly calendar: WorkingCalendar;
  /** The log that figures of the past are read from. */
  readonly log: () => EventStore;
  readonly side: ReadSide;
}

/** The questions of the read models, asked of one connection, in the one form in which the tables have names and instants. */
export const queriesOf = (database: Database, { calendar, log, side }: QueryContext): Queries => {
  const common = { database, calendar, log, rollup: readRollup(database), sumsOf: keptFigures() };
  const sourceFor = (asking: Asking = {}): FigureSource => ({
    ...common,
    demandAsked: () => asking.signal?.throwIfAborted(),
  });
  const position = positionOf(database, side);
  const missing = new Set(missingIn(database, side).map(({ name }) => name));
  /** @throws {@link ReadModelsRebuilding} while the tables of a list are not there yet */
  const listNamed = (name: string): HostedList => {
    const found = side.lists.get(name);
    if (found === undefined) throw new InvalidQuery(`there is no list ${name}`, '/list');
    if (missing.has(found.projection)) throw new ReadModelsRebuilding(database.name);
    return found;
  };
  const agencies = agencyRows(database);
  const parked = standingStreams(database);
  const skipped = skippedEvents(database);
  const gaps = gapsOfReports(database);
  const gapsOfOne = gapsOfProjection(database);
  const normal = normalQuery(calendar.startOf);
  const demandKnown = knownAgencies(database, () => agencies().map(({ agencyId }) => agencyId));
  const asked: NormalQuery = (name, query) => {
    const one = normal(name, query);
    demandKnown(one);
    return one;
  };
  return {
    position,
    cases: (query) => queryCases(database, calendar, asked('cases', query)),
    casesOfTelephone: async (query) => {
      const { telephone, ...page } = asked('casesOfTelephone', query);
      if (!findsByTelephone(page.reader)) return { cases: [] };
      const telephones = await telephoneWanted(log(), telephone);
      return queryCases(database, calendar, { ...page, telephones });
    },
    caseCount: (query) => countCases(database, calendar, asked('caseCount', query)),
    caseCounts: (query) => {
      const { of } = asked('caseCounts', query);
      for (const one of of) demandKnown(one);
      return countEach(database, calendar, of);
    },
    published: (query) => queryPublished(database, calendar, asked('published', query)),
    clusters: (query) => queryClusters(database, calendar, asked('clusters', query)),
    reportIdOf: reportTracked(database),
    trackingCodesOf: trackingCodes(database),
    sla: async (query, asking) => querySla(sourceFor(asking), asked('sla', query)),
    slaCases: async (query, asking) => queryCohortCases(sourceFor(asking), asked('slaCases', query)),
    durations: async (query, asking) => queryDurations(sourceFor(asking), asked('durations', query)),
    ranking: async (query, asking) => {
      const { ratio, reading, minimumCases, groupBy = [], ...cohort } = asked('ranking', query);
      const how = {
        ...(ratio && { ratio }),
        ...(reading && { reading }),
        ...(minimumCases !== undefined && { minimumCases }),
      };
      const source = sourceFor(asking);
      const figures = await querySla(source, { ...cohort, groupBy: ['agency'] });
      const ranking = rankingOf(figures, agencies(), how);
      if (groupBy.length === 0) return ranking;
      const byPeriod = await querySla(source, { ...cohort, groupBy: [...groupBy, 'agency'] });
      return { ...ranking, groups: rankedGroupsOf(byPeriod, agencies(), how) };
    },
    satisfaction: async (query, asking) => querySatisfaction(sourceFor(asking), asked('satisfaction', query)),
    penalties: async (query, asking) => queryPenalties(sourceFor(asking), asked('penalties', query)),
    backlog: async (query, asking) => queryBacklog(sourceFor(asking), asked('backlog', query)),
    gamingSignals: (query) => queryGamingSignals(common, asked('gamingSignals', query)),
    list: (query) => queryList(database, listNamed(query.list).list, asked('list', query)),
    counts: (query) => queryCounts(database, listNamed(query.list).list, asked('counts', query)),
    agencies: () => agencies(),
    snapshot: (only) => {
      if (only === undefined) return tableSnapshot(database, gapsOfReports);
      // The filters of an export are those of worklists, in the same form, and checked in the same way.
      const wanted = { ...only, ...asked('cases', only) };
      demandRange(wanted);
      demandSubmissions(wanted);
      return tableSnapshot(database, gapsOfReports, rowsWanted(calendar, wanted));
    },
    parked: () => parked(),
    skipped: () => skipped(),
    gaps: (name) => {
      if (name === undefined) return gaps();
      const hosted = side.lists.get(name);
      return gapsOfOne(hosted?.projection ?? '', hosted?.list.workflow ?? '');
    },
    load: () => ({ writeAheadLogBytes: writeAheadLogBytes(database), waiting: 0 }),
    failure: () => standingFailure(database),
  };
};

/** How far the projections of a read side have come; others in the same file do not count. Undefined: not begun. */
const positionOf = (
  database: Database,
  { projections, late }: Pick<ReadSide, 'projections' | 'late'>,
): (() => Position | undefined) => {
  const names = [...projections.map(({ name }) => name), ...(late === undefined ? [] : [late.name])];
  const least = database
    .prepare<string[], number | null>(
      `SELECT min(position) FROM projections WHERE name IN (${names.map(() => '?').join(', ')})`,
    )
    .pluck();
  return () => least.get(...names) ?? undefined;
};
